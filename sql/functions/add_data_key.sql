-- Keeps a wrapped card data key; false if that version is there already (another link was first).
-- Tables: data_key (insert).
CREATE OR REPLACE FUNCTION add_data_key(p_key_version integer, p_nonce bytea, p_wrapped_key bytea, p_now timestamptz)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    INSERT INTO data_key (key_version, nonce, wrapped_key, created_at)
    VALUES (p_key_version, p_nonce, p_wrapped_key, p_now) ON CONFLICT DO NOTHING;
    RETURN FOUND;
END
$$;
GRANT EXECUTE ON FUNCTION add_data_key TO pay200_link;
