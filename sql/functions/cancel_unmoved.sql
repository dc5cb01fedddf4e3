-- Ends a payment by a cancel before any money moved: listed as a CANCEL, without ledger entries.
-- The caller holds the payment's lock and has written the cancel's row.
-- Tables: cancel, transaction (insert), payment (update), payment_event, idempotency.
CREATE OR REPLACE FUNCTION cancel_unmoved(p_merchant_id bigint, p_payment_id uuid, p_transaction_id uuid,
                                          p_business_day date, p_now timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
DECLARE
    c cancel;
BEGIN
    UPDATE cancel SET state = 'done', finished_at = p_now, transaction_id = p_transaction_id
    WHERE merchant_id = p_merchant_id AND payment_id = p_payment_id AND state = 'in_progress' RETURNING * INTO STRICT c;
    INSERT INTO transaction (merchant_id, transaction_id, payment_id, type, amount_minor, currency, moved,
        business_day, occurred_at, search)
    SELECT p_merchant_id, p_transaction_id, p_payment_id, 'CANCEL', c.amount_minor, currency, false,
        p_business_day, p_now, search_text(payment)
    FROM payment WHERE merchant_id = p_merchant_id AND payment_id = p_payment_id;
    UPDATE payment SET state = 'canceled', balance_minor = 0, hold_expires_at = NULL
    WHERE merchant_id = p_merchant_id AND payment_id = p_payment_id;
    PERFORM write_event(p_merchant_id, p_payment_id, 'canceled', 'canceled',
                        jsonb_build_object('by', c.requested_by, 'moved', false, 'cancel', c.cancel_id), p_now);
    PERFORM finish_idempotency(p_merchant_id, c.idempotency_scope, c.cancel_id, 'canceled', NULL,
                               payment_snapshot(p_merchant_id, p_payment_id));
END
$$;
