-- The clearing file says that an attempt was charged whose payment came to nothing: the charge is owed back
-- to the shopper and a refund goes out by itself. An UNKNOWN ends ABORTED with it, and no reversal is sent any
-- more: the file has it, so it is too late for one. An approval seen later is answered for.
-- 'decided', or 'busy' (a request is still at it). Idempotent by the item. The caller holds no lock.
-- Tables, in lock order: payment, attempt, reversal, refund, late_charge, ledger_posting, ledger_entry,
-- payment_event, idempotency.
CREATE OR REPLACE FUNCTION decide_charge(i reconciliation_item, p_refund_id uuid, p_now timestamptz) RETURNS text
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
DECLARE
    a attempt := lock_attempt(i.merchant_id, i.attempt_id);
    r reversal;
    v_state text;
BEGIN
    PERFORM 1 FROM late_charge WHERE merchant_id = i.merchant_id AND attempt_id = i.attempt_id;
    IF FOUND THEN
        RETURN 'decided';
    END IF;
    IF a.state IN ('sending', 'reversing') THEN
        RETURN 'busy';
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
