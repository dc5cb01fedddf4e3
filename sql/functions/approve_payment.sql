-- The acquirer approved the attempt: payment, transaction, ledger entries and timeline in one commit.
-- The entries (account, amount: debit positive) come from core/ledger and must sum to zero.
-- They must also debit exactly the attempt's amount.
-- outcome: 'approved'; 'canceled' (a cancel was recorded meanwhile: the payment is being voided by the
-- reversal p_void_reversal_id, and the idempotency key's outcome is known with it); 'late' (the attempt had been given up; a reversal answers for it);
-- NOT_FOUND_PAYMENT. Idempotent by p_attempt_id.
-- Tables, in lock order: payment, attempt, transaction, ledger_entry, cancel, reversal, payment_event, idempotency.
CREATE OR REPLACE FUNCTION approve_payment(
    p_merchant_id bigint, p_attempt_id uuid, p_response_code text, p_approval_code text,
    p_transaction_id uuid, p_business_day date, p_entry_ids uuid[], p_accounts text[], p_amounts bigint[],
    p_void_reversal_id uuid, p_now timestamptz
) RETURNS transition_result
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    a attempt := lock_attempt(p_merchant_id, p_attempt_id);
    p payment;
    v_outcome text;
    v_cancel_id uuid;
    v_snapshot jsonb;
BEGIN
    IF a.attempt_id IS NULL THEN
        RETURN ROW('NOT_FOUND_PAYMENT', false, NULL, NULL, NULL)::transition_result;
    END IF;
    SELECT * INTO p FROM payment WHERE merchant_id = p_merchant_id AND payment_id = a.payment_id;
    IF a.state = 'approved' THEN  -- called again after a broken connection
        PERFORM 1 FROM reversal WHERE merchant_id = p_merchant_id AND reversal_id = p_void_reversal_id;
        RETURN ROW(CASE WHEN FOUND THEN 'canceled' ELSE 'approved' END, false, a.response_code, p_attempt_id,
                   payment_snapshot(p_merchant_id, a.payment_id))::transition_result;
    END IF;
    IF a.state <> 'sending' THEN
        PERFORM record_late_approval(a, p_approval_code, p_void_reversal_id, p_now);
        RETURN ROW('late', false, p_response_code, p_attempt_id,
                   payment_snapshot(p_merchant_id, a.payment_id))::transition_result;
    END IF;
    IF (SELECT sum(amount) FROM unnest(p_amounts) AS amount) IS DISTINCT FROM 0
        OR (SELECT sum(amount) FROM unnest(p_amounts) AS amount WHERE amount > 0) IS DISTINCT FROM a.amount_minor THEN
        RAISE EXCEPTION 'ledger entries of attempt % do not sum to zero or are not of its amount', p_attempt_id;
    END IF;

    UPDATE attempt SET state = 'approved', response_code = p_response_code, approval_code = p_approval_code,
        finished_at = p_now
    WHERE merchant_id = p_merchant_id AND attempt_id = p_attempt_id;
    INSERT INTO transaction (merchant_id, transaction_id, payment_id, type, amount_minor, currency, moved, acquirer,
        rrn, approval_code, business_day, occurred_at, search)
    VALUES (p_merchant_id, p_transaction_id, a.payment_id, 'PAYMENT', a.amount_minor, a.currency, true, a.acquirer,
        a.rrn, p_approval_code, p_business_day, p_now, search_text(p));
    INSERT INTO ledger_entry (merchant_id, entry_id, transaction_id, payment_id, account, amount_minor, currency, created_at)
    SELECT p_merchant_id, entry_id, p_transaction_id, a.payment_id, account, amount, a.currency, p_now
    FROM unnest(p_entry_ids, p_accounts, p_amounts) AS e(entry_id, account, amount);

    IF p.state = 'authorizing_cancel' THEN
        v_outcome := 'canceled';
        SELECT cancel_id INTO v_cancel_id FROM cancel
        WHERE merchant_id = p_merchant_id AND payment_id = a.payment_id AND state = 'in_progress';
        UPDATE cancel SET moved = true WHERE merchant_id = p_merchant_id AND cancel_id = v_cancel_id;
        INSERT INTO reversal (merchant_id, reversal_id, payment_id, attempt_id, cancel_id, reason, state, next_at, created_at)
        VALUES (p_merchant_id, p_void_reversal_id, a.payment_id, p_attempt_id, v_cancel_id, 'void', 'pending',
            p_now + interval '1 second', p_now);
        UPDATE payment SET state = 'approved_voiding', balance_minor = 0, approved_at = p_now, failure_code = NULL
        WHERE merchant_id = p_merchant_id AND payment_id = a.payment_id;
    ELSE
        v_outcome := 'approved';
        UPDATE payment SET state = 'approved', approved_at = p_now, failure_code = NULL
        WHERE merchant_id = p_merchant_id AND payment_id = a.payment_id;
    END IF;
    PERFORM write_event(p_merchant_id, a.payment_id, 'approved',
                        CASE v_outcome WHEN 'canceled' THEN 'approved_voiding' ELSE 'approved' END,
                        jsonb_build_object('attempt', a.number, 'approval_code', p_approval_code, 'rrn', a.rrn), p_now);
    v_snapshot := payment_snapshot(p_merchant_id, a.payment_id);
    IF v_outcome = 'approved' THEN
        PERFORM finish_idempotency(p_merchant_id, a.idempotency_scope, p_attempt_id, 'approved', NULL, v_snapshot);
    ELSE
        UPDATE idempotency SET state = 'unknown'
        WHERE merchant_id = p_merchant_id AND scope = a.idempotency_scope AND holder_id = p_attempt_id;
    END IF;
    RETURN ROW(v_outcome, false, p_response_code, p_attempt_id, v_snapshot)::transition_result;
END
$$;
GRANT EXECUTE ON FUNCTION approve_payment TO pay200_api;
