-- The end of a session; one that is over stays so. Tables: shopper_session (delete).
CREATE OR REPLACE FUNCTION close_session(p_shopper_id uuid, p_token_hash bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    DELETE FROM shopper_session WHERE shopper_id = p_shopper_id AND token_hash = p_token_hash;
END
$$;
GRANT EXECUTE ON FUNCTION close_session TO pay200_api;
