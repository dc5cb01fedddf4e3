-- Counts a password or a code before it is compared, as count_login_try does a shopper's. True if this try may go on;
-- false while the account is locked. pass_totp and confirm_totp, which end a log-in, take the count back: a password
-- that was right does not, or it would forgive guesses of the code. Tables: staff (update).
CREATE OR REPLACE FUNCTION count_staff_try(p_staff_id uuid, p_max_failures integer, p_lock_s integer,
                                           p_now timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    s staff;
    v_failures integer;
    v_lock interval;
BEGIN
    SELECT * INTO s FROM staff WHERE staff_id = p_staff_id FOR UPDATE;
    IF NOT FOUND OR s.locked_at IS NOT NULL OR s.login_locked_until > p_now THEN
        RETURN false;
    END IF;
    v_failures := least(s.login_failures, 1000000) + 1;
    IF v_failures % p_max_failures = 0 THEN
        v_lock := least(p_lock_s * 2 ^ least(v_failures / p_max_failures - 1, 20), 86400) * interval '1 second';
    END IF;
    UPDATE staff SET login_failures = v_failures, login_locked_until = p_now + v_lock WHERE staff_id = p_staff_id;
    RETURN true;
END
$$;
GRANT EXECUTE ON FUNCTION count_staff_try TO pay200_api;
