-- What create_payments answers to a call that makes no payment, whatever its order: 'created' (called again after a
-- broken connection), MERCHANT_SUSPENDED, NOT_FOUND_MERCHANT, IDEMPOTENCY_KEY_*, or a kept outcome (replayed).
-- Tables, in lock order: idempotency, payment (read).
CREATE OR REPLACE FUNCTION create_otherwise(c create_call) RETURNS transition_result
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
DECLARE
    v_found transition_result := find_idempotency(c.merchant_id, c.scope, c.request_hash, c.payment_id);
    v_status text;
BEGIN
    IF v_found.outcome IS NOT NULL THEN
        RETURN v_found;
    END IF;
    PERFORM 1 FROM payment WHERE merchant_id = c.merchant_id AND payment_id = c.payment_id;
    IF FOUND THEN
        RETURN ROW('created', false, NULL, c.payment_id, payment_snapshot(c.merchant_id, c.payment_id))::transition_result;
    END IF;
    SELECT status INTO v_status FROM merchant WHERE merchant_id = c.merchant_id;
    IF v_status = 'active' THEN
        -- Its merchant resumed, or its key forgotten, since create_payments looked: to be called again.
        RAISE EXCEPTION 'payment % can be made meanwhile', c.payment_id USING ERRCODE = 'serialization_failure';
    END IF;
    DELETE FROM idempotency WHERE merchant_id = c.merchant_id AND scope = c.scope AND holder_id = c.payment_id;
    RETURN ROW(CASE WHEN v_status IS NULL THEN 'NOT_FOUND_MERCHANT' ELSE 'MERCHANT_SUSPENDED' END,
               false, NULL, NULL, NULL)::transition_result;
END
$$;
