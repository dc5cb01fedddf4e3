-- Counts a log-in before its password is compared, so that guesses made at once are all counted.
-- True if this try may go on; false while the account is locked. open_session takes the count back.
-- Tables: shopper (update).
CREATE OR REPLACE FUNCTION count_login_try(p_shopper_id uuid, p_max_failures integer, p_locked_until timestamptz,
                                           p_now timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    s shopper;
BEGIN
    SELECT * INTO s FROM shopper WHERE shopper_id = p_shopper_id FOR UPDATE;
    IF NOT FOUND OR s.login_locked_until > p_now THEN
        RETURN false;
    END IF;
    UPDATE shopper
    SET login_failures = CASE WHEN s.login_locked_until IS NULL THEN s.login_failures + 1 ELSE 1 END,
        login_locked_until = CASE WHEN s.login_locked_until IS NULL AND s.login_failures + 1 >= p_max_failures
                                  THEN p_locked_until END
    WHERE shopper_id = p_shopper_id;
    RETURN true;
END
$$;
GRANT EXECUTE ON FUNCTION count_login_try TO pay200_api;
