-- New recovery codes, for a code of the authenticator app that has not been used (pass_totp). False: it has.
-- Called again after a broken connection, it answers false: the codes that nobody has seen are renewed with the next
-- code. Tables, in lock order: staff, staff_recovery_code, record_act's.
CREATE OR REPLACE FUNCTION renew_recovery_codes(p_staff_id uuid, p_step bigint, p_recovery_hmacs text[]) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    UPDATE staff SET totp_last_step = p_step, login_failures = 0, login_locked_until = NULL
    WHERE staff_id = p_staff_id AND totp_enrolled_at IS NOT NULL AND totp_last_step < p_step;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM keep_recovery_codes(p_staff_id, p_recovery_hmacs);
    PERFORM record_act(NULL, p_staff_id, NULL, 'staff', 'renew-recovery-codes', p_staff_id::text, NULL);
    RETURN true;
END
$$;
GRANT EXECUTE ON FUNCTION renew_recovery_codes TO pay200_api;
