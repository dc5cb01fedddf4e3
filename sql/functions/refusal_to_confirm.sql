-- Why begin_attempt would refuse this shopper by the payment's state as it is now, or NULL. A look
-- ahead without a lock, so that no STAN is spent on what cannot begin; begin_attempt decides.
-- Tables: payment (read).
CREATE OR REPLACE FUNCTION refusal_to_confirm(p_merchant_id bigint, p_payment_id uuid, p_shopper_id uuid) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    p payment;
BEGIN
    SELECT * INTO p FROM payment WHERE merchant_id = p_merchant_id AND payment_id = p_payment_id;
    IF NOT FOUND THEN
        RETURN 'NOT_FOUND_PAYMENT';
    END IF;
    RETURN CASE WHEN p.state = 'held' AND p.shopper_id = p_shopper_id THEN NULL ELSE refusal_for_state(p.state) END;
END
$$;
GRANT EXECUTE ON FUNCTION refusal_to_confirm TO pay200_api;
