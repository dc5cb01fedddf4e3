-- An UNKNOWN has ended (or what was being reversed in a request that is no more): the acquirer has acknowledged that nothing is owed, or operators have its word for
-- it; p_event and p_detail tell which. A cancel that was waiting has nothing left to cancel. The caller holds
-- the payment's lock.
-- Tables: attempt, payment, cancel, payment_event, idempotency.
CREATE OR REPLACE FUNCTION abort_reversed_payment(r reversal, p_event text, p_detail jsonb, p_now timestamptz)
RETURNS void
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
DECLARE
    v_scope bytea;
    c cancel;
    v_snapshot jsonb;
BEGIN
    UPDATE attempt SET state = 'reversed'
    WHERE merchant_id = r.merchant_id AND attempt_id = r.attempt_id RETURNING idempotency_scope INTO v_scope;
    UPDATE payment SET state = 'aborted', failure_code = 'ABORTED_PAYMENT'
    WHERE merchant_id = r.merchant_id AND payment_id = r.payment_id AND state IN ('unknown', 'reversing');
    UPDATE cancel SET state = 'aborted', finished_at = p_now
    WHERE merchant_id = r.merchant_id AND payment_id = r.payment_id AND state = 'in_progress'
    RETURNING * INTO c;
    IF c.cancel_id IS NOT NULL THEN  -- that it has ended is to be told as well
        p_detail := p_detail || jsonb_build_object('cancel', c.cancel_id);
    END IF;
    PERFORM write_event(r.merchant_id, r.payment_id, p_event, 'aborted', p_detail, p_now);
    v_snapshot := payment_snapshot(r.merchant_id, r.payment_id);
    PERFORM finish_idempotency(r.merchant_id, v_scope, r.attempt_id, 'ABORTED_PAYMENT', NULL, v_snapshot);
    PERFORM finish_idempotency(r.merchant_id, c.idempotency_scope, c.cancel_id, 'ABORTED_PAYMENT', NULL, v_snapshot);
END
$$;
