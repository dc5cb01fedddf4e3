-- The first scan binds the payment to a shopper; the same shopper's rescan is the same scan.
-- outcome 'scanned', or NOT_FOUND_PAYMENT, MODE_MISMATCH, or refusal_for_state.
-- Tables, in lock order: payment, payment_event.
CREATE OR REPLACE FUNCTION scan_payment(p_merchant_id bigint, p_payment_id uuid, p_shopper_id uuid, p_mode text,
                                        p_hold_expires_at timestamptz, p_now timestamptz)
RETURNS transition_result
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    p payment;
    v_mode text;
BEGIN
    SELECT * INTO p FROM payment WHERE merchant_id = p_merchant_id AND payment_id = p_payment_id FOR UPDATE;
    IF NOT FOUND THEN
        RETURN ROW('NOT_FOUND_PAYMENT', false, NULL, NULL, NULL)::transition_result;
    END IF;
    SELECT mode INTO v_mode FROM merchant WHERE merchant_id = p_merchant_id;
    IF v_mode <> p_mode THEN
        RETURN ROW('MODE_MISMATCH', false, NULL, NULL, NULL)::transition_result;
    END IF;
    p := lapse_payment(p, p_now);
    IF p.state = 'ready' THEN
        UPDATE payment SET state = 'held', shopper_id = p_shopper_id, hold_expires_at = p_hold_expires_at
        WHERE merchant_id = p_merchant_id AND payment_id = p_payment_id;
        PERFORM write_event(p_merchant_id, p_payment_id, 'scanned', 'held', '{}', p_now);
    ELSIF NOT (p.state = 'held' AND p.shopper_id = p_shopper_id) THEN
        RETURN ROW(refusal_for_state(p.state), false, NULL, NULL, NULL)::transition_result;
    END IF;
    RETURN ROW('scanned', false, NULL, NULL, payment_snapshot(p_merchant_id, p_payment_id))::transition_result;
END
$$;
GRANT EXECUTE ON FUNCTION scan_payment TO pay200_api;
