-- The payments as every reader sees them, in the order of the two arrays' elements: one JSON object each, from which
-- core/payment/payment makes a Payment; null where there is none. Transitions answer with it and keep it with an
-- idempotency key, so its keys are only ever added to. Amounts are minor units; times are ISO 8601 in UTC with microseconds.
-- In PL/pgSQL, not SQL: a function in SQL that cannot be inlined is planned anew at every call, which
-- here cost four times the whole transition.
-- Each table is looked up by its key, however few rows it seems to hold when the plan is made.
-- Tables: payment, merchant, attempt, cancel, transaction, payment_event (read).
CREATE OR REPLACE FUNCTION payment_snapshots(p_merchant_ids bigint[], p_payment_ids uuid[]) RETURNS jsonb[]
LANGUAGE plpgsql STABLE SET search_path = pay200, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off AS $$
BEGIN
    RETURN ARRAY(SELECT (SELECT jsonb_build_object(
        'merchant_id', p.merchant_id, 'payment_id', p.payment_id, 'merchant_name', m.name, 'mode', m.mode,
        'order_id', p.order_id, 'order_name', p.order_name, 'customer_name', p.customer_name,
        'currency', p.currency, 'total', p.total_minor, 'supplied', p.supplied_minor, 'vat', p.vat_minor,
        'tax_free', p.tax_free_minor, 'balance', p.balance_minor,
        'fee_basis_points', p.fee_basis_points, 'fee_fixed', p.fee_fixed_minor, 'fee_refundable', p.fee_refundable,
        'state', p.state, 'shopper_id', p.shopper_id, 'failure_code', p.failure_code,
        'requested_at', p.requested_at, 'expires_at', p.expires_at, 'hold_expires_at', p.hold_expires_at,
        'approved_at', p.approved_at, 'shop_confirms', p.shop_confirms,
        'installment_least', p.installment_least, 'installment_most', p.installment_most,
        'attempts', to_jsonb(ARRAY(
            SELECT jsonb_build_object(
                'attempt_id', a.attempt_id, 'number', a.number, 'state', a.state, 'acquirer', a.acquirer,
                'bin', a.card_bin, 'last_four', a.card_last_four, 'brand', a.card_brand, 'rrn', a.rrn,
                'installment_months', a.installment_months,
                'response_code', a.response_code, 'approval_code', a.approval_code,
                'started_at', a.started_at, 'finished_at', a.finished_at)
            FROM attempt a WHERE a.merchant_id = p.merchant_id AND a.payment_id = p.payment_id
            ORDER BY a.number)),
        'cancels', to_jsonb(ARRAY(
            SELECT jsonb_build_object(
                'cancel_id', c.cancel_id, 'amount', c.amount_minor, 'supplied', c.supplied_minor, 'vat', c.vat_minor,
                'tax_free', c.tax_free_minor, 'type', c.type, 'reason', c.reason, 'state', c.state,
                'requested_by', c.requested_by, 'operator', c.operator, 'moved', c.moved, 'requested_at', c.requested_at,
                'finished_at', c.finished_at, 'response_code', c.response_code, 'transaction_id', c.transaction_id)
            FROM cancel c WHERE c.merchant_id = p.merchant_id AND c.payment_id = p.payment_id
            ORDER BY c.cancel_id)),
        'last_transaction_id', (
            SELECT t.transaction_id FROM transaction t
            -- A range, since an order that goes by it as well is only that of transaction_of_payment.
            WHERE t.merchant_id = p.merchant_id AND t.payment_id >= p.payment_id AND t.payment_id <= p.payment_id
            ORDER BY t.payment_id DESC, t.transaction_id DESC LIMIT 1),
        'timeline', to_jsonb(ARRAY(
            SELECT jsonb_build_object('event', e.event, 'state', e.state, 'detail', e.detail,
                'at', e.occurred_at)
            FROM payment_event e WHERE e.merchant_id = p.merchant_id AND e.payment_id = p.payment_id
            ORDER BY e.number)))
    FROM payment p JOIN merchant m ON m.merchant_id = p.merchant_id
    WHERE p.merchant_id = s.merchant_id AND p.payment_id = s.payment_id)
    FROM unnest(p_merchant_ids, p_payment_ids) WITH ORDINALITY AS s(merchant_id, payment_id, place)
    ORDER BY s.place);
END
$$;
