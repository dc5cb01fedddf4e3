-- An operator locks an account of the back office: its sessions end, and nobody logs in until unlock_staff. True if
-- it was not locked before. Idempotent by p_now. Tables, in lock order: staff, staff_session, record_act's.
CREATE OR REPLACE FUNCTION lock_staff(p_staff_id uuid, p_now timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_locked_at timestamptz;
    v_before timestamptz;
BEGIN
    SELECT locked_at INTO v_before FROM staff WHERE staff_id = p_staff_id FOR UPDATE;
    UPDATE staff SET locked_at = coalesce(locked_at, p_now) WHERE staff_id = p_staff_id
    RETURNING locked_at INTO v_locked_at;
    DELETE FROM staff_session WHERE staff_id = p_staff_id;
    IF v_before IS NULL AND v_locked_at IS NOT NULL THEN
        PERFORM record_act(NULL, NULL, NULL, 'staff', 'lock', p_staff_id::text, NULL);
    END IF;
    RETURN v_locked_at IS NOT DISTINCT FROM p_now;
END
$$;
GRANT EXECUTE ON FUNCTION lock_staff TO pay200_operator;
