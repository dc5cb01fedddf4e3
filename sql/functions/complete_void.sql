-- The acquirer has undone an approved payment before its cut-off: cancel, transaction, and the exact
-- negation of the approval's ledger entries. The caller holds the payment's lock.
-- Tables: cancel, transaction (insert), ledger_entry (insert), payment, payment_event, and
-- finish_cancel_requests'.
CREATE OR REPLACE FUNCTION complete_void(r reversal, p_transaction_id uuid, p_business_day date, p_now timestamptz)
RETURNS void
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
DECLARE
    c cancel;
    v_approval_id uuid;
BEGIN
    UPDATE cancel SET state = 'done', finished_at = p_now, transaction_id = p_transaction_id
    WHERE merchant_id = r.merchant_id AND cancel_id = r.cancel_id RETURNING * INTO STRICT c;
    SELECT transaction_id INTO STRICT v_approval_id FROM transaction
    WHERE merchant_id = r.merchant_id AND payment_id = r.payment_id AND type = 'PAYMENT';
    INSERT INTO transaction (merchant_id, transaction_id, payment_id, type, amount_minor, currency, moved, acquirer,
        rrn, business_day, occurred_at, search)
    SELECT r.merchant_id, p_transaction_id, r.payment_id, 'CANCEL', c.amount_minor, t.currency, true, t.acquirer,
        r.rrn, p_business_day, p_now, t.search
    FROM transaction t WHERE t.merchant_id = r.merchant_id AND t.transaction_id = v_approval_id;
    INSERT INTO ledger_entry (merchant_id, entry_id, transaction_id, payment_id, account, amount_minor, currency, created_at)
    SELECT r.merchant_id, uuid_v7(p_now), p_transaction_id, r.payment_id, e.account, -e.amount_minor, e.currency, p_now
    FROM ledger_entry e WHERE e.merchant_id = r.merchant_id AND e.payment_id = r.payment_id
        AND e.transaction_id = v_approval_id;
    UPDATE payment SET state = 'canceled', balance_minor = 0
    WHERE merchant_id = r.merchant_id AND payment_id = r.payment_id;
    PERFORM write_event(r.merchant_id, r.payment_id, 'canceled', 'canceled',
                        jsonb_build_object('by', c.requested_by, 'moved', true, 'amount', c.amount_minor, 'cancel', c.cancel_id),
                        p_now);
    PERFORM finish_cancel_requests(r.merchant_id, r.payment_id, r.cancel_id, r.attempt_id, 'canceled',
                                   'ALREADY_CANCELED_PAYMENT', NULL);
END
$$;
