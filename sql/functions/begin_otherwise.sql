-- What begin_attempts answers to a call that begins no attempt: 'started' (called again after a broken connection),
-- NOT_FOUND_PAYMENT, refusal_to_begin's, IDEMPOTENCY_KEY_*, or a kept outcome (replayed).
-- Tables, in lock order: payment, idempotency (read), attempt (read), payment_event.
CREATE OR REPLACE FUNCTION begin_otherwise(c begin_call) RETURNS transition_result
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
DECLARE
    p payment;
    v_found transition_result;
    v_refusal text;
BEGIN
    SELECT * INTO p FROM payment WHERE merchant_id = c.merchant_id AND payment_id = c.payment_id FOR UPDATE;
    IF NOT FOUND THEN
        RETURN ROW('NOT_FOUND_PAYMENT', false, NULL, NULL, NULL)::transition_result;
    END IF;
    v_found := find_idempotency(c.merchant_id, c.scope, c.request_hash, c.attempt_id);
    IF v_found.outcome IS NOT NULL THEN
        RETURN v_found;
    END IF;
    PERFORM 1 FROM attempt WHERE merchant_id = c.merchant_id AND attempt_id = c.attempt_id;
    IF FOUND THEN
        RETURN ROW('started', false, NULL, c.attempt_id, NULL)::transition_result;
    END IF;
    p := lapse_payment(p, c.now);
    v_refusal := refusal_to_begin(p, (SELECT status FROM merchant WHERE merchant_id = c.merchant_id), c.shopper_id,
                                  c.confirm_id, c.installment_months, c.max_attempts);
    IF v_refusal IS NULL THEN
        -- Its merchant resumed, or its key forgotten, since begin_attempts looked: to be called again.
        RAISE EXCEPTION 'payment % has changed meanwhile', c.payment_id USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN ROW(v_refusal, false, NULL, NULL, NULL)::transition_result;
END
$$;
