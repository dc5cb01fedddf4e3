-- An operator locks an account: its sessions end, and nobody logs in or pays until unlock_shopper. True if it
-- was not locked before. Idempotent by p_now. Tables, in lock order: shopper, shopper_session, record_act's.
CREATE OR REPLACE FUNCTION lock_shopper(p_shopper_id uuid, p_now timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_locked_at timestamptz;
    v_before timestamptz;
BEGIN
    SELECT locked_at INTO v_before FROM shopper WHERE shopper_id = p_shopper_id FOR UPDATE;
    UPDATE shopper SET locked_at = coalesce(locked_at, p_now) WHERE shopper_id = p_shopper_id
    RETURNING locked_at INTO v_locked_at;
    DELETE FROM shopper_session WHERE shopper_id = p_shopper_id;
    IF v_before IS NULL AND v_locked_at IS NOT NULL THEN
        PERFORM record_act(NULL, NULL, NULL, 'shopper', 'lock', p_shopper_id::text, NULL);
    END IF;
    RETURN v_locked_at IS NOT DISTINCT FROM p_now;
END
$$;
GRANT EXECUTE ON FUNCTION lock_shopper TO pay200_operator;
