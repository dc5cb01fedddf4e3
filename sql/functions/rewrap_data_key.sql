-- The same card data key, wrapped by another key-encryption key. False: it is not (any more) as it was read.
-- Tables, in lock order: data_key (update), record_act's.
CREATE OR REPLACE FUNCTION rewrap_data_key(p_key_version integer, p_old_nonce bytea, p_nonce bytea, p_wrapped_key bytea)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    UPDATE data_key SET nonce = p_nonce, wrapped_key = p_wrapped_key
    WHERE key_version = p_key_version AND nonce = p_old_nonce;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM record_act(NULL, NULL, session_user, 'vault', 'rewrap', p_key_version::text, NULL);
    RETURN true;
END
$$;
GRANT EXECUTE ON FUNCTION rewrap_data_key TO pay200_link;
