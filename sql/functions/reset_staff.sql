-- An operator sets a one-time password, good until p_password_until; with p_totp_too the authenticator app and the
-- recovery codes are forgotten, and are set up anew at the next log-in. Every session ends. Idempotent.
-- Tables, in lock order: staff, staff_recovery_code, staff_session, record_act's.
CREATE OR REPLACE FUNCTION reset_staff(p_staff_id uuid, p_password_hash text, p_password_until timestamptz,
                                       p_totp_too boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_before text;
BEGIN
    SELECT password_hash INTO v_before FROM staff WHERE staff_id = p_staff_id FOR UPDATE;
    UPDATE staff SET password_hash = p_password_hash, must_change = true, password_until = p_password_until,
        login_failures = 0, login_locked_until = NULL
    WHERE staff_id = p_staff_id;
    IF p_totp_too THEN
        UPDATE staff SET totp_nonce = NULL, totp_ciphertext = NULL, totp_enrolled_at = NULL WHERE staff_id = p_staff_id;
        DELETE FROM staff_recovery_code WHERE staff_id = p_staff_id;
    END IF;
    DELETE FROM staff_session WHERE staff_id = p_staff_id;
    IF v_before <> p_password_hash THEN  -- else called again after a broken connection
        PERFORM record_act(NULL, NULL, NULL, 'staff', 'reset-password', p_staff_id::text,
                           jsonb_build_object('totp_too', p_totp_too));
    END IF;
END
$$;
GRANT EXECUTE ON FUNCTION reset_staff TO pay200_operator;
