-- Somebody works for the merchant no more, from the next request on; the account stays. 'removed', 'not_found' (also
-- when called again after a broken connection: it is done then) or 'last_owner'.
-- Tables: merchant_member (its owners locked, in order; delete), record_act's.
CREATE OR REPLACE FUNCTION remove_member(p_merchant_id bigint, p_staff_id uuid, p_by_staff uuid DEFAULT NULL) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    IF is_last_owner(p_merchant_id, p_staff_id) THEN
        RETURN 'last_owner';
    END IF;
    DELETE FROM merchant_member WHERE merchant_id = p_merchant_id AND staff_id = p_staff_id;
    IF NOT FOUND THEN
        RETURN 'not_found';
    END IF;
    PERFORM record_act(p_merchant_id, p_by_staff, NULL, 'member', 'remove', p_staff_id::text, NULL);
    RETURN 'removed';
END
$$;
GRANT EXECUTE ON FUNCTION remove_member TO pay200_api;
