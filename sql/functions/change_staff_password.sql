-- A new password of one's own: every session but the one that asked (p_keep_token_hash) ends. Idempotent.
-- Tables, in lock order: staff, staff_session.
CREATE OR REPLACE FUNCTION change_staff_password(p_staff_id uuid, p_password_hash text, p_keep_token_hash bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    UPDATE staff SET password_hash = p_password_hash, must_change = false, password_until = NULL, login_failures = 0,
        login_locked_until = NULL
    WHERE staff_id = p_staff_id;
    DELETE FROM staff_session WHERE staff_id = p_staff_id AND token_hash IS DISTINCT FROM p_keep_token_hash;
END
$$;
GRANT EXECUTE ON FUNCTION change_staff_password TO pay200_api;
