-- A code that the application has found to be p_step's, or (p_step null) a recovery code: each is accepted once, and
-- no code that is older than one that was. True: the session p_new_hash is open. False: it was used before, or is no
-- recovery code, or the session of the first step is gone. Idempotent by p_new_hash.
-- Tables, in lock order: staff, staff_recovery_code (delete), staff_session, record_act's.
CREATE OR REPLACE FUNCTION pass_totp(p_staff_id uuid, p_step bigint, p_recovery_hmac bytea, p_old_hash bytea,
                                     p_new_hash bytea, p_expires_at timestamptz, p_now timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    s staff;
BEGIN
    SELECT * INTO s FROM staff WHERE staff_id = p_staff_id FOR UPDATE;
    PERFORM 1 FROM staff_session WHERE staff_id = p_staff_id AND token_hash = p_new_hash;
    IF FOUND THEN  -- called again after a broken connection
        RETURN true;
    END IF;
    PERFORM 1 FROM staff_session WHERE staff_id = p_staff_id AND token_hash = p_old_hash AND stage = 'totp';
    IF NOT FOUND OR s.totp_enrolled_at IS NULL OR s.locked_at IS NOT NULL THEN
        RETURN false;
    END IF;
    IF p_step IS NOT NULL THEN
        IF p_step <= s.totp_last_step THEN
            RETURN false;
        END IF;
        UPDATE staff SET totp_last_step = p_step WHERE staff_id = p_staff_id;
    ELSE
        DELETE FROM staff_recovery_code WHERE staff_id = p_staff_id AND code_hmac = p_recovery_hmac;
        IF NOT FOUND THEN
            RETURN false;
        END IF;
        PERFORM record_act(NULL, p_staff_id, NULL, 'staff', 'use-recovery-code', p_staff_id::text, NULL);
    END IF;
    PERFORM complete_staff_session(p_staff_id, p_old_hash, p_new_hash, p_expires_at, p_now);
    RETURN true;
END
$$;
GRANT EXECUTE ON FUNCTION pass_totp TO pay200_api;
