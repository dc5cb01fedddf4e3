-- An operator locks an account: its sessions end, and nobody logs in or pays until unlock_shopper. True if it
-- was not locked before. Idempotent by p_now. Tables, in lock order: shopper, shopper_session.
CREATE OR REPLACE FUNCTION lock_shopper(p_shopper_id uuid, p_now timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_locked_at timestamptz;
BEGIN
    UPDATE shopper SET locked_at = coalesce(locked_at, p_now) WHERE shopper_id = p_shopper_id
    RETURNING locked_at INTO v_locked_at;
    DELETE FROM shopper_session WHERE shopper_id = p_shopper_id;
    RETURN v_locked_at IS NOT DISTINCT FROM p_now;
END
$$;
GRANT EXECUTE ON FUNCTION lock_shopper TO pay200_operator;
