-- The clearing file says that an attempt was charged whose payment came to nothing: the charge is owed back
-- to the shopper and a refund goes out by itself. An UNKNOWN ends ABORTED with it, and no reversal is sent any
-- more: the file has it, so it is too late for one. An approval seen later is answered for.
-- An attempt that was under way when the file was sorted may have been approved since: then it is a sale like any
-- other, and cleared; or, voided since too, a difference.
-- 'decided', 'open' (left as a difference), or 'busy' (a request is still at it). Idempotent by the item. The caller
-- holds the item's lock alone.
-- Tables, in lock order: payment, attempt, transaction (read), cleared_transaction, reversal, refund, late_charge,
-- ledger_posting, ledger_entry, payment_event, idempotency; and leave_open's.
CREATE OR REPLACE FUNCTION decide_charge(i reconciliation_item, p_refund_id uuid, p_now timestamptz) RETURNS text
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
DECLARE
    a attempt := lock_attempt(i.merchant_id, i.attempt_id);
    r reversal;
    v_state text;
    v_transaction_id uuid;
BEGIN
    PERFORM 1 FROM late_charge WHERE merchant_id = i.merchant_id AND attempt_id = i.attempt_id;
    IF FOUND THEN
        PERFORM leave_open(i, 'duplicate', 'its charge has been found before', p_now);
        RETURN 'open';
    END IF;
    IF a.state IN ('sending', 'reversing') THEN
        RETURN 'busy';
    END IF;
    IF a.state = 'approved' THEN
        PERFORM 1 FROM transaction
        WHERE merchant_id = i.merchant_id AND payment_id = a.payment_id AND type = 'CANCEL' AND moved;
        IF FOUND THEN
            PERFORM leave_open(i, 'status_differs', 'charged, though it was voided', p_now);
            RETURN 'open';
        END IF;
        SELECT transaction_id INTO STRICT v_transaction_id FROM transaction
        WHERE merchant_id = i.merchant_id AND payment_id = a.payment_id AND type = 'PAYMENT';
        INSERT INTO cleared_transaction (merchant_id, transaction_id, payment_id, reconciliation_id, acquirer,
            business_day, amount_minor, acquirer_fee_minor, line)
        VALUES (i.merchant_id, v_transaction_id, a.payment_id, i.reconciliation_id, i.acquirer, i.business_day,
            i.theirs_minor, i.fee_minor, i.line)
        ON CONFLICT DO NOTHING;
        IF NOT FOUND THEN
            PERFORM leave_open(i, 'duplicate', 'cleared before', p_now);
            RETURN 'open';
        END IF;
        UPDATE reconciliation_item SET transaction_id = v_transaction_id, detail = 'approved since, and cleared'
        WHERE merchant_id = i.merchant_id AND item_id = i.item_id;
        RETURN 'decided';
    END IF;
    UPDATE attempt SET late_approval_code = coalesce(late_approval_code, i.approval_code)
    WHERE merchant_id = i.merchant_id AND attempt_id = i.attempt_id;
    IF a.state = 'unknown' THEN
        UPDATE reversal SET state = 'resolved', finished_at = p_now
        WHERE merchant_id = i.merchant_id AND attempt_id = i.attempt_id AND reason = 'unknown_outcome'
            AND state IN ('pending', 'alarmed')
        RETURNING * INTO STRICT r;
        PERFORM abort_reversed_payment(r, 'charged_late', jsonb_build_object('amount', i.theirs_minor), p_now);
    ELSE
        UPDATE reversal SET state = 'resolved', finished_at = p_now
        WHERE merchant_id = i.merchant_id AND attempt_id = i.attempt_id AND state IN ('pending', 'alarmed');
        SELECT state INTO v_state FROM payment WHERE merchant_id = i.merchant_id AND payment_id = a.payment_id;
        PERFORM write_event(i.merchant_id, a.payment_id, 'late_charge_found', v_state,
                            jsonb_build_object('amount', i.theirs_minor), p_now);
    END IF;
    INSERT INTO refund (merchant_id, refund_id, payment_id, attempt_id, amount_minor, state, next_at, created_at)
    VALUES (i.merchant_id, p_refund_id, a.payment_id, a.attempt_id, i.theirs_minor, 'pending', p_now, p_now);
    INSERT INTO late_charge (merchant_id, attempt_id, payment_id, reconciliation_id, amount_minor, acquirer_fee_minor,
        refund_id, found_at)
    VALUES (i.merchant_id, a.attempt_id, a.payment_id, i.reconciliation_id, i.theirs_minor, i.fee_minor, p_refund_id,
        p_now);
    PERFORM post_entries(i.merchant_id, uuid_v7(p_now), 'late_charge', a.attempt_id, a.payment_id, i.business_day,
                         ARRAY['acquirer_receivable', 'shopper_payable'], ARRAY[i.theirs_minor, -i.theirs_minor],
                         a.currency, p_now);
    RETURN 'decided';
END
$$;
