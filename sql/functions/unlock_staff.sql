-- Undoes lock_staff, and the lock after too many wrong passwords or codes. Idempotent. Tables: staff (update), record_act's.
CREATE OR REPLACE FUNCTION unlock_staff(p_staff_id uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    UPDATE staff SET locked_at = NULL, login_failures = 0, login_locked_until = NULL
    WHERE staff_id = p_staff_id AND (locked_at IS NOT NULL OR login_failures <> 0 OR login_locked_until IS NOT NULL);
    IF FOUND THEN
        PERFORM record_act(NULL, NULL, NULL, 'staff', 'unlock', p_staff_id::text, NULL);
    END IF;
END
$$;
GRANT EXECUTE ON FUNCTION unlock_staff TO pay200_operator;
