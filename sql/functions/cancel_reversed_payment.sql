-- The reversal of an attempt is acknowledged while its request is open, and a cancel was recorded meanwhile:
-- no money has moved, and the cancel takes effect. The caller holds the payment's lock.
-- Tables: attempt, payment_event, cancel_unmoved's, idempotency.
CREATE OR REPLACE FUNCTION cancel_reversed_payment(r reversal, p_detail jsonb, p_transaction_id uuid,
                                                   p_business_day date, p_now timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
DECLARE
    v_scope bytea;
BEGIN
    UPDATE attempt SET state = 'reversed'
    WHERE merchant_id = r.merchant_id AND attempt_id = r.attempt_id RETURNING idempotency_scope INTO v_scope;
    PERFORM write_event(r.merchant_id, r.payment_id, 'reversed', 'reversing_cancel', p_detail, p_now);
    PERFORM cancel_unmoved(r.merchant_id, r.payment_id, p_transaction_id, p_business_day, p_now);
    PERFORM finish_idempotency(r.merchant_id, v_scope, r.attempt_id, 'ALREADY_CANCELED_PAYMENT', NULL,
                               payment_snapshot(r.merchant_id, r.payment_id));
END
$$;
