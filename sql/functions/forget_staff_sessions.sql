-- As forget_sessions, the sessions of the back office. Tables: staff_session (delete).
CREATE OR REPLACE FUNCTION forget_staff_sessions(p_most integer, p_now timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_deleted integer;
BEGIN
    DELETE FROM staff_session s USING (
        SELECT staff_id, token_hash FROM staff_session WHERE expires_at <= p_now - interval '1 day'
        ORDER BY expires_at LIMIT p_most FOR UPDATE SKIP LOCKED) AS old
    WHERE s.staff_id = old.staff_id AND s.token_hash = old.token_hash;
    GET DIAGNOSTICS v_deleted = ROW_COUNT;
    RETURN v_deleted;
END
$$;
GRANT EXECUTE ON FUNCTION forget_staff_sessions TO pay200_relay;
