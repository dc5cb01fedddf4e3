-- The end of a session; one that is over stays so. Tables: staff_session (delete).
CREATE OR REPLACE FUNCTION close_staff_session(p_staff_id uuid, p_token_hash bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    DELETE FROM staff_session WHERE staff_id = p_staff_id AND token_hash = p_token_hash;
END
$$;
GRANT EXECUTE ON FUNCTION close_staff_session TO pay200_api;
