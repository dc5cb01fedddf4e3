-- A new password of one's own: every session but the one that asked (p_keep_token_hash) ends. False: p_old_hash, which
-- was compared, is the password no more (an operator has set another meanwhile), and nothing is changed.
-- Idempotent. Tables, in lock order: staff, staff_session, record_act's.
CREATE OR REPLACE FUNCTION change_staff_password(p_staff_id uuid, p_old_hash text, p_password_hash text,
                                                 p_keep_token_hash bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_before text;
BEGIN
    SELECT password_hash INTO v_before FROM staff WHERE staff_id = p_staff_id FOR UPDATE;
    UPDATE staff SET password_hash = p_password_hash, must_change = false, password_until = NULL, login_failures = 0,
        login_locked_until = NULL
    WHERE staff_id = p_staff_id AND password_hash IN (p_old_hash, p_password_hash);
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    DELETE FROM staff_session WHERE staff_id = p_staff_id AND token_hash IS DISTINCT FROM p_keep_token_hash;
    IF v_before <> p_password_hash THEN  -- else called again after a broken connection
        PERFORM record_act(NULL, p_staff_id, NULL, 'staff', 'change-password', p_staff_id::text, NULL);
    END IF;
    RETURN true;
END
$$;
GRANT EXECUTE ON FUNCTION change_staff_password TO pay200_api;
