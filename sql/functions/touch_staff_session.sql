-- The session is in use. Idempotent. Tables: staff_session (update).
CREATE OR REPLACE FUNCTION touch_staff_session(p_staff_id uuid, p_token_hash bytea, p_now timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    UPDATE staff_session SET last_seen_at = p_now
    WHERE staff_id = p_staff_id AND token_hash = p_token_hash AND last_seen_at < p_now;
END
$$;
GRANT EXECUTE ON FUNCTION touch_staff_session TO pay200_api;
