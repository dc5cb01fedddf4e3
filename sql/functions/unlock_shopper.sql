-- Takes back lock_shopper, and the lock that wrong passwords have brought about. A locked PIN stays
-- so: its shopper sets a new one. Idempotent. Tables: shopper (update), record_act's.
CREATE OR REPLACE FUNCTION unlock_shopper(p_shopper_id uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    UPDATE shopper SET locked_at = NULL, login_failures = 0, login_locked_until = NULL
    WHERE shopper_id = p_shopper_id
        AND (locked_at IS NOT NULL OR login_failures <> 0 OR login_locked_until IS NOT NULL);
    IF FOUND THEN
        PERFORM record_act(NULL, NULL, NULL, 'shopper', 'unlock', p_shopper_id::text, NULL);
    END IF;
END
$$;
GRANT EXECUTE ON FUNCTION unlock_shopper TO pay200_operator;
