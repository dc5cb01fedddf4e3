-- The clearing file has a refund whose answer is not here (found), or does not have one that should be in it.
-- Found: it is executed, and cleared. Not found: it never was, so its cancel ends and what it had reserved is
-- free; one that no cancel asked for needs a person. One that has been refused meanwhile, or given back to be sent,
-- or cleared by another file, is a difference.
-- 'decided', 'open' (left as a difference), or 'busy' (a request is still at it). Idempotent by the item.
-- Tables, in lock order: payment, refund, cancel, transaction, ledger_entry, cleared_transaction, late_charge; and
-- leave_open's.
CREATE OR REPLACE FUNCTION decide_refund(i reconciliation_item, p_transaction_id uuid, p_now timestamptz) RETURNS text
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
DECLARE
    r refund := lock_refund(i.merchant_id, i.refund_id);
    v_outcome text;
    v_transaction_id uuid;
BEGIN
    IF r.state = 'sending' AND r.deadline_at >= p_now THEN
        RETURN 'busy';
    END IF;
    IF i.kind = 'refund_not_found' THEN
        IF r.state IN ('sending', 'unknown') THEN
            PERFORM refuse_refund(i.merchant_id, i.refund_id, '25', r.cancel_id IS NULL, p_now);
        END IF;
        RETURN 'decided';
    END IF;
    IF r.state <> 'done' THEN
        SELECT outcome INTO v_outcome FROM complete_refund(i.merchant_id, i.refund_id, '00', i.approval_code,
                                                           p_transaction_id, i.business_day, p_now);
        IF v_outcome <> 'refunded' THEN
            PERFORM leave_open(i, 'status_differs', format('the refund is %s here', v_outcome), p_now);
            RETURN 'open';
        END IF;
    END IF;
    IF r.cancel_id IS NULL THEN
        UPDATE late_charge SET refund_cleared_by = i.reconciliation_id, refund_fee_minor = i.fee_minor
        WHERE merchant_id = i.merchant_id AND refund_id = i.refund_id AND refund_cleared_by IS NULL;
        IF NOT FOUND THEN
            PERFORM leave_open(i, 'duplicate', 'the refund has been cleared already', p_now);
            RETURN 'open';
        END IF;
        RETURN 'decided';
    END IF;
    SELECT transaction_id INTO v_transaction_id FROM cancel
    WHERE merchant_id = i.merchant_id AND cancel_id = r.cancel_id;
    INSERT INTO cleared_transaction (merchant_id, transaction_id, payment_id, reconciliation_id, acquirer, business_day,
        amount_minor, acquirer_fee_minor, line)
    VALUES (i.merchant_id, v_transaction_id, r.payment_id, i.reconciliation_id, i.acquirer, i.business_day,
        -i.theirs_minor, i.fee_minor, i.line)
    ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        PERFORM leave_open(i, 'duplicate', 'the refund has been cleared already', p_now);
        RETURN 'open';
    END IF;
    RETURN 'decided';
END
$$;
