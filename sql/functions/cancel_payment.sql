-- Gives the whole purchase back, by the merchant or (before approval) by its shopper. outcome:
--   'canceled'  no money had moved; done
--   'voiding'   approved before: the reversal p_reversal_id (reason void) is owed and may be sent now
--   'recorded'  an authorization is on its way; what it brings will be undone
--   'unsettled' (replayed) under the same key before, and not final yet
-- or NOT_FOUND_PAYMENT (not the shopper's), NOT_CANCELABLE_AMOUNT (only the whole),
-- NOT_CANCELABLE_PAYMENT (its business day is over, or the shopper asks after approval),
-- NOT_SCANNED_PAYMENT (the shopper's hold has lapsed), refusal_for_state, IDEMPOTENCY_KEY_*.
-- p_amount null: the whole. Idempotent by p_cancel_id.
-- Tables, in lock order: payment, idempotency, cancel, transaction, reversal, payment_event.
CREATE OR REPLACE FUNCTION cancel_payment(
    p_merchant_id bigint, p_payment_id uuid, p_requested_by text, p_shopper_id uuid, p_cancel_id uuid,
    p_amount bigint, p_reason text, p_transaction_id uuid, p_reversal_id uuid, p_business_day date,
    p_scope bytea, p_request_hash bytea, p_now timestamptz
) RETURNS transition_result
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    p payment;
    c cancel;
    v_found transition_result;
    v_refusal text;
    v_outcome text;
    v_attempt_id uuid;
BEGIN
    SELECT * INTO p FROM payment WHERE merchant_id = p_merchant_id AND payment_id = p_payment_id FOR UPDATE;
    IF NOT FOUND OR (p_requested_by = 'shopper' AND p.shopper_id IS DISTINCT FROM p_shopper_id AND p.state <> 'ready') THEN
        RETURN ROW('NOT_FOUND_PAYMENT', false, NULL, NULL, NULL)::transition_result;
    END IF;
    v_found := find_idempotency(p_merchant_id, p_scope, p_request_hash, p_cancel_id);
    IF v_found.outcome IS NOT NULL THEN
        RETURN v_found;
    END IF;
    SELECT * INTO c FROM cancel WHERE merchant_id = p_merchant_id AND cancel_id = p_cancel_id;
    IF FOUND THEN  -- called again after a broken connection
        RETURN ROW(CASE WHEN c.state = 'done' THEN 'canceled' WHEN c.moved THEN 'voiding' ELSE 'recorded' END,
                   false, NULL, p_cancel_id, payment_snapshot(p_merchant_id, p_payment_id))::transition_result;
    END IF;

    p := lapse_payment(p, p_now);
    IF p.state NOT IN ('ready', 'held', 'authorizing', 'authorizing_cancel', 'approved')
        OR (p.state = 'ready' AND p_requested_by = 'shopper') THEN
        v_refusal := refusal_for_state(p.state);
    ELSIF p_amount <> p.total_minor THEN
        v_refusal := 'NOT_CANCELABLE_AMOUNT';
    ELSIF p.state = 'approved' AND p_requested_by = 'shopper' THEN
        v_refusal := 'NOT_CANCELABLE_PAYMENT';
    ELSIF p.state = 'approved' THEN
        SELECT CASE WHEN business_day <> p_business_day THEN 'NOT_CANCELABLE_PAYMENT' END INTO v_refusal
        FROM transaction
        WHERE merchant_id = p_merchant_id AND payment_id = p_payment_id AND type = 'PAYMENT';
    END IF;
    IF v_refusal IS NOT NULL THEN
        RETURN ROW(v_refusal, false, NULL, NULL, NULL)::transition_result;
    END IF;
    IF p.state = 'authorizing_cancel' THEN  -- asked for already
        SELECT * INTO c FROM cancel
        WHERE merchant_id = p_merchant_id AND payment_id = p_payment_id AND state = 'in_progress';
        IF p_scope IS NOT NULL THEN  -- never finished: a replay is rendered from the one cancel there is
            INSERT INTO idempotency (merchant_id, scope, request_hash, holder_id, payment_id, state, created_at)
            VALUES (p_merchant_id, p_scope, p_request_hash, c.cancel_id, p_payment_id, 'unknown', p_now);
        END IF;
        RETURN ROW('recorded', false, NULL, c.cancel_id, payment_snapshot(p_merchant_id, p_payment_id))::transition_result;
    END IF;

    IF p_scope IS NOT NULL THEN
        INSERT INTO idempotency (merchant_id, scope, request_hash, holder_id, payment_id, state, created_at)
        VALUES (p_merchant_id, p_scope, p_request_hash, p_cancel_id, p_payment_id, 'unknown', p_now);
    END IF;
    INSERT INTO cancel (merchant_id, cancel_id, payment_id, amount_minor, reason, requested_by, state, moved,
        requested_at, idempotency_scope)
    VALUES (p_merchant_id, p_cancel_id, p_payment_id, p.total_minor, p_reason, p_requested_by, 'in_progress',
        p.state = 'approved', p_now, p_scope);
    IF p.state IN ('ready', 'held') THEN
        v_outcome := 'canceled';
        PERFORM cancel_unmoved(p_merchant_id, p_payment_id, p_transaction_id, p_business_day, p_now);
    ELSIF p.state = 'authorizing' THEN
        v_outcome := 'recorded';
        UPDATE payment SET state = 'authorizing_cancel' WHERE merchant_id = p_merchant_id AND payment_id = p_payment_id;
        PERFORM write_event(p_merchant_id, p_payment_id, 'cancel_requested', 'authorizing_cancel',
                            jsonb_build_object('by', p_requested_by), p_now);
    ELSE
        v_outcome := 'voiding';
        SELECT attempt_id INTO STRICT v_attempt_id FROM attempt
        WHERE merchant_id = p_merchant_id AND payment_id = p_payment_id AND state = 'approved';
        UPDATE payment SET state = 'voiding', balance_minor = 0
        WHERE merchant_id = p_merchant_id AND payment_id = p_payment_id;
        INSERT INTO reversal (merchant_id, reversal_id, payment_id, attempt_id, cancel_id, reason, state, next_at, created_at)
        VALUES (p_merchant_id, p_reversal_id, p_payment_id, v_attempt_id, p_cancel_id, 'void', 'pending',
            p_now + interval '1 second', p_now);
        PERFORM write_event(p_merchant_id, p_payment_id, 'cancel_requested', 'voiding',
                            jsonb_build_object('by', p_requested_by), p_now);
    END IF;
    RETURN ROW(v_outcome, false, NULL, p_cancel_id, payment_snapshot(p_merchant_id, p_payment_id))::transition_result;
END
$$;
GRANT EXECUTE ON FUNCTION cancel_payment TO pay200_api;
