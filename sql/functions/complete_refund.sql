-- The acquirer has executed the refund (its own answer, or an inquiry's): cancel, transaction, ledger
-- entries and timeline in one commit. The payment is canceled once all of it has gone back.
-- A refund that no cancel asked for (a late charge's) only gives back what is owed to the shopper.
-- outcome 'refunded'; 'refused' (it had been given up before: nothing changes, a person must look) or
-- 'pending' (nobody has sent it); NOT_FOUND_PAYMENT. An alarm is over with it. Idempotent by p_refund_id.
-- Tables, in lock order: payment, refund, cancel, attempt (read), transaction, ledger_entry, payment_event,
-- idempotency.
CREATE OR REPLACE FUNCTION complete_refund(
    p_merchant_id bigint, p_refund_id uuid, p_response_code text, p_approval_code text, p_transaction_id uuid,
    p_business_day date, p_now timestamptz
) RETURNS transition_result
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    r refund := lock_refund(p_merchant_id, p_refund_id);
    p payment;
    c cancel;
    v_before bigint;
    v_state text;
BEGIN
    IF r.refund_id IS NULL THEN
        RETURN ROW('NOT_FOUND_PAYMENT', false, NULL, NULL, NULL)::transition_result;
    END IF;
    IF r.state IN ('sending', 'unknown', 'alarmed') THEN
        SELECT * INTO p FROM payment WHERE merchant_id = p_merchant_id AND payment_id = r.payment_id;
        SELECT coalesce(sum(amount_minor), 0) INTO v_before FROM cancel
        WHERE merchant_id = p_merchant_id AND payment_id = r.payment_id AND state = 'done' AND moved;
        UPDATE refund SET state = 'done', response_code = p_response_code, approval_code = p_approval_code,
            finished_at = p_now
        WHERE merchant_id = p_merchant_id AND refund_id = p_refund_id;
        IF r.cancel_id IS NULL THEN  -- of a late charge: it is no transaction of the merchant's
            PERFORM return_late_charge(p, r, p_business_day, p_now);
            RETURN ROW('refunded', false, p_response_code, r.refund_id,
                       payment_snapshot(p_merchant_id, r.payment_id))::transition_result;
        END IF;
        UPDATE cancel SET state = 'done', finished_at = p_now, transaction_id = p_transaction_id
        WHERE merchant_id = p_merchant_id AND cancel_id = r.cancel_id RETURNING * INTO STRICT c;
        INSERT INTO transaction (merchant_id, transaction_id, payment_id, type, amount_minor, currency, moved, acquirer,
            rrn, approval_code, business_day, occurred_at, search)
        SELECT p_merchant_id, p_transaction_id, r.payment_id, 'REFUND', r.amount_minor, a.currency, true, a.acquirer,
            r.rrn, p_approval_code, p_business_day, p_now, search_text(p)
        FROM attempt a WHERE a.merchant_id = p_merchant_id AND a.attempt_id = r.attempt_id;
        PERFORM post_refund(p, p_transaction_id, v_before, r.amount_minor, p_now);
        v_state := CASE WHEN v_before + r.amount_minor = p.total_minor THEN 'canceled' ELSE 'partially_canceled' END;
        UPDATE payment SET state = v_state WHERE merchant_id = p_merchant_id AND payment_id = r.payment_id;
        PERFORM write_event(p_merchant_id, r.payment_id, v_state, v_state,
                            jsonb_build_object('by', c.requested_by, 'moved', true, 'amount', r.amount_minor,
                                               'cancel', c.cancel_id), p_now);
        PERFORM finish_cancel_requests(p_merchant_id, r.payment_id, r.cancel_id, r.attempt_id, 'canceled',
                                       'ALREADY_CANCELED_PAYMENT', NULL);
        r.state := 'done';
    END IF;
    RETURN ROW(CASE r.state WHEN 'done' THEN 'refunded' ELSE r.state END, false, p_response_code, r.cancel_id,
               payment_snapshot(p_merchant_id, r.payment_id))::transition_result;
END
$$;
GRANT EXECUTE ON FUNCTION complete_refund TO pay200_api, pay200_relay, pay200_operator;
