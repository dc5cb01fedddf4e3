-- Deletes sessions that expired a day ago, at most p_most, the oldest first; answers how many. They open
-- nothing any more: find_session compares the time itself; a day, so that a clock that is ahead takes
-- nothing that is still good by the others'. Tables: shopper_session (delete).
CREATE OR REPLACE FUNCTION forget_sessions(p_most integer, p_now timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_deleted integer;
BEGIN
    DELETE FROM shopper_session s USING (
        SELECT shopper_id, token_hash FROM shopper_session WHERE expires_at <= p_now - interval '1 day'
        ORDER BY expires_at LIMIT p_most FOR UPDATE SKIP LOCKED) AS old
    WHERE s.shopper_id = old.shopper_id AND s.token_hash = old.token_hash;
    GET DIAGNOSTICS v_deleted = ROW_COUNT;
    RETURN v_deleted;
END
$$;
GRANT EXECUTE ON FUNCTION forget_sessions TO pay200_relay;
