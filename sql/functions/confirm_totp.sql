-- The authenticator app has the secret p_ciphertext: it counts from now on, with p_recovery_hmacs (hexadecimal) for
-- when the app is lost, and the session p_new_hash is open. False: another secret has been begun meanwhile, or
-- confirmed, or the session of the first step is gone. Idempotent by p_new_hash.
-- Tables, in lock order: staff, staff_recovery_code, staff_session, record_act's.
CREATE OR REPLACE FUNCTION confirm_totp(p_staff_id uuid, p_ciphertext bytea, p_step bigint, p_recovery_hmacs text[],
                                        p_old_hash bytea, p_new_hash bytea, p_expires_at timestamptz, p_now timestamptz)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    s staff;
BEGIN
    SELECT * INTO s FROM staff WHERE staff_id = p_staff_id FOR UPDATE;
    PERFORM 1 FROM staff_session WHERE staff_id = p_staff_id AND token_hash = p_new_hash;
    IF FOUND THEN  -- called again after a broken connection
        RETURN true;
    END IF;
    PERFORM 1 FROM staff_session WHERE staff_id = p_staff_id AND token_hash = p_old_hash AND stage = 'enroll';
    IF NOT FOUND OR s.totp_enrolled_at IS NOT NULL OR s.totp_ciphertext IS DISTINCT FROM p_ciphertext
        OR s.locked_at IS NOT NULL THEN
        RETURN false;
    END IF;
    UPDATE staff SET totp_enrolled_at = p_now, totp_last_step = p_step WHERE staff_id = p_staff_id;
    PERFORM keep_recovery_codes(p_staff_id, p_recovery_hmacs);
    PERFORM record_act(NULL, p_staff_id, NULL, 'staff', 'enroll-totp', p_staff_id::text, NULL);
    PERFORM complete_staff_session(p_staff_id, p_old_hash, p_new_hash, p_expires_at, p_now);
    RETURN true;
END
$$;
GRANT EXECUTE ON FUNCTION confirm_totp TO pay200_api;
