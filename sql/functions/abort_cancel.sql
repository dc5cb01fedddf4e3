-- The acquirer will not give the money back: the cancel is aborted, what it had reserved is free again,
-- and a payment that was to be undone as a whole stands. The caller holds the payment's lock.
-- Tables: cancel, payment, payment_event, and finish_cancel_requests'.
CREATE OR REPLACE FUNCTION abort_cancel(p_merchant_id bigint, p_cancel_id uuid, p_attempt_id uuid, p_outcome text,
                                        p_response_code text, p_detail jsonb, p_now timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
DECLARE
    c cancel;
    v_before text;
    v_state text;
BEGIN
    UPDATE cancel SET state = 'aborted', finished_at = p_now, response_code = p_response_code
    WHERE merchant_id = p_merchant_id AND cancel_id = p_cancel_id RETURNING * INTO STRICT c;
    SELECT state INTO v_before FROM payment WHERE merchant_id = p_merchant_id AND payment_id = c.payment_id;
    UPDATE payment SET balance_minor = balance_minor + c.amount_minor,
        state = CASE WHEN state IN ('voiding', 'approved_voiding') THEN 'approved' ELSE state END
    WHERE merchant_id = p_merchant_id AND payment_id = c.payment_id RETURNING state INTO v_state;
    PERFORM write_event(p_merchant_id, c.payment_id, 'cancel_refused', v_state,
                        p_detail || jsonb_build_object('response_code', p_response_code, 'amount', c.amount_minor,
                                                       'cancel', c.cancel_id, 'state_before', v_before), p_now);
    PERFORM finish_cancel_requests(p_merchant_id, c.payment_id, p_cancel_id, p_attempt_id, p_outcome, 'approved',
                                   p_response_code);
END
$$;
