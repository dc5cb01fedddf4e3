-- Gives a purchase back, the whole or a part, by the merchant or, before approval, by its
-- shopper, in the app ('shopper') or on the shop's page ('page').
-- The whole, untouched, in its business day is a void; anything else after approval is a refund. Its
-- amount is reserved here, so that however many race, no more is given back than was paid. outcome:
--   'canceled'  no money had moved; done
--   'voiding'   approved before: the reversal p_reversal_id (reason void) is owed and may be sent now
--   'refunding' the refund p_refund_id is owed and may be sent now; other cancels may go on beside it
--   'recorded'  an authorization is on its way; what it brings will be undone
--   'unsettled' (replayed) under the same key before, and not final yet
-- or NOT_FOUND_PAYMENT (not the shopper's), NOT_SCANNED_PAYMENT (the shopper's hold has lapsed),
-- refusal_to_cancel's, NOT_CANCELABLE_AMOUNT also where the tax parts do not hold it, refusal_to_refund's,
-- IDEMPOTENCY_KEY_*.
-- p_amount null: all that is left. p_tax_free: of which tax-free; null: see cancel_tax_parts.
-- p_current_balance: the balance that the caller believes in, or null. p_operator: the operator who acts for
-- the merchant, or null; p_by_staff: who of its staff does. Idempotent by p_cancel_id.
-- Tables, in lock order: payment, idempotency, refund_turn, cancel, transaction, reversal, refund, payment_event,
-- record_act's.
CREATE OR REPLACE FUNCTION cancel_payment(
    p_merchant_id bigint, p_payment_id uuid, p_requested_by text, p_shopper_id uuid, p_cancel_id uuid,
    p_amount bigint, p_tax_free bigint, p_current_balance bigint, p_reason text, p_operator text, p_transaction_id uuid,
    p_reversal_id uuid, p_refund_id uuid, p_business_day date, p_scope bytea, p_request_hash bytea, p_now timestamptz,
    p_by_staff uuid DEFAULT NULL
) RETURNS transition_result
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    p payment;
    c cancel;
    v_found transition_result;
    v_refusal text;
    v_outcome text;
BEGIN
    SELECT * INTO p FROM payment WHERE merchant_id = p_merchant_id AND payment_id = p_payment_id FOR UPDATE;
    IF NOT FOUND OR (p_requested_by = 'shopper' AND p.shopper_id IS DISTINCT FROM p_shopper_id AND p.state <> 'ready') THEN
        RETURN ROW('NOT_FOUND_PAYMENT', false, NULL, NULL, NULL)::transition_result;
    END IF;
    v_found := find_idempotency(p_merchant_id, p_scope, p_request_hash, p_cancel_id);
    IF v_found.outcome IS NOT NULL THEN
        RETURN v_found;
    END IF;
    SELECT * INTO c FROM cancel WHERE merchant_id = p_merchant_id AND cancel_id = p_cancel_id;
    IF FOUND THEN  -- called again after a broken connection
        RETURN ROW(CASE WHEN c.state = 'done' THEN 'canceled' WHEN NOT c.moved THEN 'recorded'
                        WHEN c.type = 'REFUND' THEN 'refunding' ELSE 'voiding' END,
                   false, NULL, p_cancel_id, payment_snapshot(p_merchant_id, p_payment_id))::transition_result;
    END IF;

    p := lapse_payment(p, p_now);
    v_refusal := refusal_to_cancel(p, p_requested_by, p_amount, p_current_balance);
    IF v_refusal IS NOT NULL THEN
        RETURN ROW(v_refusal, false, NULL, NULL, NULL)::transition_result;
    END IF;
    IF p.state IN ('authorizing_cancel', 'reversing_cancel') THEN  -- asked for already
        SELECT * INTO c FROM cancel
        WHERE merchant_id = p_merchant_id AND payment_id = p_payment_id AND state = 'in_progress';
        IF p_scope IS NOT NULL THEN  -- never finished: a replay is rendered from the one cancel there is
            INSERT INTO idempotency (merchant_id, scope, request_hash, holder_id, payment_id, state, created_at)
            VALUES (p_merchant_id, p_scope, p_request_hash, c.cancel_id, p_payment_id, 'unknown', p_now);
        END IF;
        RETURN ROW('recorded', false, NULL, c.cancel_id, payment_snapshot(p_merchant_id, p_payment_id))::transition_result;
    END IF;

    c.merchant_id := p_merchant_id;
    c.cancel_id := p_cancel_id;
    c.payment_id := p_payment_id;
    c.amount_minor := coalesce(p_amount, p.balance_minor);
    c.reason := p_reason;
    c.requested_by := p_requested_by;
    c.operator := p_operator;
    c.state := 'in_progress';
    c.moved := p.state IN ('approved', 'partially_canceled');
    c.requested_at := p_now;
    c.idempotency_scope := p_scope;
    c.type := CASE WHEN c.moved AND (c.amount_minor < p.total_minor OR p_business_day <> (
                       SELECT business_day FROM transaction
                       WHERE merchant_id = p_merchant_id AND payment_id = p_payment_id AND type = 'PAYMENT'))
                   THEN 'REFUND' ELSE 'CANCEL' END;
    SELECT * INTO c.supplied_minor, c.vat_minor, c.tax_free_minor FROM cancel_tax_parts(p, c.amount_minor, p_tax_free);
    v_refusal := CASE WHEN c.supplied_minor IS NULL THEN 'NOT_CANCELABLE_AMOUNT'
                      WHEN c.type = 'REFUND' THEN refusal_to_refund(p, c.amount_minor) END;
    IF v_refusal IS NOT NULL THEN
        RETURN ROW(v_refusal, false, NULL, NULL, NULL)::transition_result;
    END IF;
    IF p_scope IS NOT NULL THEN
        INSERT INTO idempotency (merchant_id, scope, request_hash, holder_id, payment_id, state, created_at)
        VALUES (p_merchant_id, p_scope, p_request_hash, p_cancel_id, p_payment_id, 'unknown', p_now);
    END IF;
    INSERT INTO cancel (merchant_id, cancel_id, payment_id, amount_minor, supplied_minor, vat_minor, tax_free_minor, type,
        reason, requested_by, operator, state, moved, requested_at, idempotency_scope)
    VALUES (c.merchant_id, c.cancel_id, c.payment_id, c.amount_minor, c.supplied_minor, c.vat_minor, c.tax_free_minor,
        c.type, c.reason, c.requested_by, c.operator, c.state, c.moved, c.requested_at, c.idempotency_scope);
    IF p.state IN ('ready', 'held', 'confirmed') THEN
        v_outcome := 'canceled';
        PERFORM cancel_unmoved(p_merchant_id, p_payment_id, p_transaction_id, p_business_day, p_now);
    ELSIF p.state IN ('authorizing', 'reversing') THEN
        v_outcome := 'recorded';
        p.state := p.state || '_cancel';
        UPDATE payment SET state = p.state WHERE merchant_id = p_merchant_id AND payment_id = p_payment_id;
        PERFORM write_event(p_merchant_id, p_payment_id, 'cancel_requested', p.state,
                            jsonb_build_object('by', p_requested_by), p_now);
    ELSE
        v_outcome := owe_cancel(c, p.state, p_reversal_id, p_refund_id, p_now);
    END IF;
    IF coalesce(p_operator, p_by_staff::text) IS NOT NULL THEN
        PERFORM record_act(p_merchant_id, p_by_staff, p_operator, 'payment',
                           CASE c.type WHEN 'REFUND' THEN 'refund' ELSE 'cancel' END, p_payment_id::text,
                           jsonb_build_object('cancel', p_cancel_id, 'amount_minor', c.amount_minor));
    END IF;
    RETURN ROW(v_outcome, false, NULL, p_cancel_id, payment_snapshot(p_merchant_id, p_payment_id))::transition_result;
END
$$;
GRANT EXECUTE ON FUNCTION cancel_payment TO pay200_api, pay200_operator;
