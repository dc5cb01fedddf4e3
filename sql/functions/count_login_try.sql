-- Counts a log-in before its password is compared, so that guesses made at once are all counted.
-- True if this try may go on; false while the account is locked, by itself or by an operator. Every p_max_failures tries in a
-- row lock it: at first for p_lock_s seconds, then twice that, and so on up to a day. open_session
-- takes the count back. Tables: shopper (update).
CREATE OR REPLACE FUNCTION count_login_try(p_shopper_id uuid, p_max_failures integer, p_lock_s integer,
                                           p_now timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    s shopper;
    v_failures integer;
    v_lock interval;
BEGIN
    SELECT * INTO s FROM shopper WHERE shopper_id = p_shopper_id FOR UPDATE;
    IF NOT FOUND OR s.locked_at IS NOT NULL OR s.login_locked_until > p_now THEN
        RETURN false;
    END IF;
    v_failures := least(s.login_failures, 1000000) + 1;
    IF v_failures % p_max_failures = 0 THEN
        v_lock := least(p_lock_s * 2 ^ least(v_failures / p_max_failures - 1, 20), 86400) * interval '1 second';
    END IF;
    UPDATE shopper SET login_failures = v_failures, login_locked_until = p_now + v_lock
    WHERE shopper_id = p_shopper_id;
    RETURN true;
END
$$;
GRANT EXECUTE ON FUNCTION count_login_try TO pay200_api;
