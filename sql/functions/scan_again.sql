-- What scan_payments answers to a scan that is not the first: 'scanned' (by the shopper who holds the payment), or
-- NOT_FOUND_PAYMENT, MODE_MISMATCH, or refusal_for_state. The payment's deadlines have taken effect.
-- Tables: payment.
CREATE OR REPLACE FUNCTION scan_again(c scan_call) RETURNS transition_result
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
DECLARE
    p payment;
    v_mode text;
BEGIN
    SELECT * INTO p FROM payment WHERE merchant_id = c.merchant_id AND payment_id = c.payment_id FOR UPDATE;
    IF NOT FOUND THEN
        RETURN ROW('NOT_FOUND_PAYMENT', false, NULL, NULL, NULL)::transition_result;
    END IF;
    SELECT mode INTO v_mode FROM merchant WHERE merchant_id = c.merchant_id;
    IF v_mode <> c.mode THEN
        RETURN ROW('MODE_MISMATCH', false, NULL, NULL, NULL)::transition_result;
    END IF;
    IF p.state = 'held' AND p.shopper_id = c.shopper_id THEN
        RETURN ROW('scanned', false, NULL, NULL, payment_snapshot(c.merchant_id, c.payment_id))::transition_result;
    END IF;
    RETURN ROW(refusal_for_state(p.state), false, NULL, NULL, NULL)::transition_result;
END
$$;
