-- The end of a session; one that is over stays so. Tables: staff_session (delete), record_act's.
CREATE OR REPLACE FUNCTION close_staff_session(p_staff_id uuid, p_token_hash bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    DELETE FROM staff_session WHERE staff_id = p_staff_id AND token_hash = p_token_hash AND stage = 'full';
    IF FOUND THEN
        PERFORM record_act(NULL, p_staff_id, NULL, 'staff', 'log-out', p_staff_id::text, NULL);
    ELSE  -- of a log-in that was not finished
        DELETE FROM staff_session WHERE staff_id = p_staff_id AND token_hash = p_token_hash;
    END IF;
END
$$;
GRANT EXECUTE ON FUNCTION close_staff_session TO pay200_api;
