-- Another role, at once. 'changed', 'not_found' or 'last_owner' (a merchant that has owners keeps one). Idempotent.
-- Tables: merchant_member (its owners locked, in order; update), record_act's.
CREATE OR REPLACE FUNCTION change_member(p_merchant_id bigint, p_staff_id uuid, p_role text,
                                         p_by_staff uuid DEFAULT NULL) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_before text;
BEGIN
    IF p_role <> 'owner' AND is_last_owner(p_merchant_id, p_staff_id) THEN
        RETURN 'last_owner';
    END IF;
    SELECT role INTO v_before FROM merchant_member
    WHERE merchant_id = p_merchant_id AND staff_id = p_staff_id FOR UPDATE;
    IF NOT FOUND THEN
        RETURN 'not_found';
    END IF;
    UPDATE merchant_member SET role = p_role WHERE merchant_id = p_merchant_id AND staff_id = p_staff_id;
    IF v_before <> p_role THEN
        PERFORM record_act(p_merchant_id, p_by_staff, NULL, 'member', 'change', p_staff_id::text,
                           jsonb_build_object('role', jsonb_build_array(v_before, p_role)));
    END IF;
    RETURN 'changed';
END
$$;
GRANT EXECUTE ON FUNCTION change_member TO pay200_api;
