-- The acquirer declined the attempt. The shopper may try another card until p_max_attempts; then the
-- payment is aborted. A cancel recorded meanwhile takes effect. outcome 'declined' (the snapshot says
-- what became of the payment), 'late' (the attempt had been given up), NOT_FOUND_PAYMENT.
-- Idempotent by p_attempt_id. p_error_code is the wire name that the decline is answered with.
-- Tables, in lock order: payment, attempt, cancel, transaction, payment_event, idempotency.
CREATE OR REPLACE FUNCTION decline_payment(
    p_merchant_id bigint, p_attempt_id uuid, p_response_code text, p_error_code text, p_max_attempts integer,
    p_hold_expires_at timestamptz, p_transaction_id uuid, p_business_day date, p_now timestamptz
) RETURNS transition_result
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    a attempt := lock_attempt(p_merchant_id, p_attempt_id);
    p payment;
    v_state text;
    v_snapshot jsonb;
BEGIN
    IF a.attempt_id IS NULL THEN
        RETURN ROW('NOT_FOUND_PAYMENT', false, NULL, NULL, NULL)::transition_result;
    END IF;
    IF a.state <> 'sending' THEN
        RETURN ROW(CASE a.state WHEN 'declined' THEN 'declined' ELSE 'late' END, false, a.response_code,
                   p_attempt_id, payment_snapshot(p_merchant_id, a.payment_id))::transition_result;
    END IF;
    SELECT * INTO p FROM payment WHERE merchant_id = p_merchant_id AND payment_id = a.payment_id;
    UPDATE attempt SET state = 'declined', response_code = p_response_code, finished_at = p_now
    WHERE merchant_id = p_merchant_id AND attempt_id = p_attempt_id;

    v_state := CASE WHEN p.state = 'authorizing_cancel' THEN p.state
                    WHEN p.attempt_count >= p_max_attempts THEN 'aborted'
                    ELSE 'held' END;
    UPDATE payment SET state = v_state, failure_code = p_error_code,
        hold_expires_at = CASE v_state WHEN 'held' THEN p_hold_expires_at END
    WHERE merchant_id = p_merchant_id AND payment_id = a.payment_id;
    PERFORM write_event(p_merchant_id, a.payment_id, 'declined', v_state,
                        jsonb_build_object('attempt', a.number, 'code', p_error_code, 'response_code', p_response_code),
                        p_now);
    IF v_state = 'authorizing_cancel' THEN
        PERFORM cancel_unmoved(p_merchant_id, a.payment_id, p_transaction_id, p_business_day, p_now);
    END IF;
    v_snapshot := payment_snapshot(p_merchant_id, a.payment_id);
    PERFORM finish_idempotency(p_merchant_id, a.idempotency_scope, p_attempt_id, p_error_code, p_response_code,
                               v_snapshot);
    RETURN ROW('declined', false, p_response_code, p_attempt_id, v_snapshot)::transition_result;
END
$$;
GRANT EXECUTE ON FUNCTION decline_payment TO pay200_api;
