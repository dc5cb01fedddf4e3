-- Compares the payment PIN's HMAC under the row's lock, so that guesses made at once are counted one
-- by one: no more than p_max_failures wrong ones in a row are ever compared. 'ok', 'wrong' or 'locked'.
-- Tables: shopper (update, only when the count changes).
CREATE OR REPLACE FUNCTION verify_pin(p_shopper_id uuid, p_pin_hmac bytea, p_max_failures integer) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    s shopper;
BEGIN
    SELECT * INTO s FROM shopper WHERE shopper_id = p_shopper_id FOR UPDATE;
    IF NOT FOUND OR s.pin_failures >= p_max_failures THEN
        RETURN 'locked';
    END IF;
    IF s.pin_hmac <> p_pin_hmac THEN
        PERFORM commit_durably();
        UPDATE shopper SET pin_failures = pin_failures + 1 WHERE shopper_id = p_shopper_id;
        RETURN CASE WHEN s.pin_failures + 1 >= p_max_failures THEN 'locked' ELSE 'wrong' END;
    END IF;
    IF s.pin_failures > 0 THEN
        PERFORM commit_durably();
        UPDATE shopper SET pin_failures = 0 WHERE shopper_id = p_shopper_id;
    ELSIF coalesce(current_setting('pay200.commit_durably', true), '') <> 'on' THEN
        -- Nothing was written but the lock, which no crash needs to remember: do not wait for the disk. Unless another
        -- call of the same set has written.
        PERFORM set_config('pay200.own_commit', current_setting('synchronous_commit'), true)
        WHERE coalesce(current_setting('pay200.own_commit', true), '') = '';
        PERFORM set_config('synchronous_commit', 'off', true);
    END IF;
    RETURN 'ok';
END
$$;
GRANT EXECUTE ON FUNCTION verify_pin TO pay200_api;
