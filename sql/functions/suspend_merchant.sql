-- From now on the merchant sells nothing: create_payments and begin_attempts refuse. What is on its
-- way comes to its end, and cancels and refunds go on. 'suspended', 'already' (it was before; its reason stays), or
-- 'not_found'. Called again at the same time, it answers the same. Tables: merchant (update), record_act's.
CREATE OR REPLACE FUNCTION suspend_merchant(p_merchant_id bigint, p_reason text, p_operator text, p_now timestamptz)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_changed_at timestamptz;
BEGIN
    UPDATE merchant SET status = 'suspended', status_reason = p_reason, status_operator = p_operator,
        status_changed_at = p_now
    WHERE merchant_id = p_merchant_id AND status = 'active';
    IF FOUND THEN
        PERFORM record_act(p_merchant_id, NULL, p_operator, 'merchant', 'suspend', p_merchant_id::text,
                           jsonb_build_object('reason', p_reason));
    END IF;
    SELECT status_changed_at INTO v_changed_at FROM merchant WHERE merchant_id = p_merchant_id;
    RETURN CASE WHEN NOT FOUND THEN 'not_found' WHEN v_changed_at = p_now THEN 'suspended' ELSE 'already' END;
END
$$;
GRANT EXECUTE ON FUNCTION suspend_merchant TO pay200_operator;
