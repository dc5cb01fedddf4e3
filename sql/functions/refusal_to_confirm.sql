-- Why begin_attempt would refuse this shopper by the payment's state as it is now, or NULL. A look
-- ahead without a lock, so that no STAN is spent on what cannot begin; begin_attempt decides.
-- Tables: payment (read).
CREATE OR REPLACE FUNCTION refusal_to_confirm(p_merchant_id bigint, p_payment_id uuid, p_shopper_id uuid) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_state text;
    v_shopper_id uuid;
BEGIN
    SELECT state, shopper_id INTO v_state, v_shopper_id FROM payment
    WHERE merchant_id = p_merchant_id AND payment_id = p_payment_id;
    IF NOT FOUND THEN
        RETURN 'NOT_FOUND_PAYMENT';
    END IF;
    RETURN CASE WHEN v_state = 'held' AND v_shopper_id = p_shopper_id THEN NULL ELSE refusal_for_state(v_state) END;
END
$$;
GRANT EXECUTE ON FUNCTION refusal_to_confirm TO pay200_api;
