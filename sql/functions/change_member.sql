-- Another role, at once. 'changed', 'not_found' or 'last_owner' (a merchant that has owners keeps one). Idempotent.
-- Tables: merchant_member (its owners locked, in order; update).
CREATE OR REPLACE FUNCTION change_member(p_merchant_id bigint, p_staff_id uuid, p_role text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    IF p_role <> 'owner' AND is_last_owner(p_merchant_id, p_staff_id) THEN
        RETURN 'last_owner';
    END IF;
    UPDATE merchant_member SET role = p_role WHERE merchant_id = p_merchant_id AND staff_id = p_staff_id;
    RETURN CASE WHEN FOUND THEN 'changed' ELSE 'not_found' END;
END
$$;
GRANT EXECUTE ON FUNCTION change_member TO pay200_api;
