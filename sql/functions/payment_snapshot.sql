-- The payment as every reader sees it: one JSON object from which core/payment/payment makes a
-- Payment. Transitions answer with it and keep it with an idempotency key, so its keys are only
-- ever added to. Amounts are minor units; times are ISO 8601 in UTC with microseconds.
-- In PL/pgSQL, not SQL: a function in SQL that cannot be inlined is planned anew at every call, which
-- here cost four times the whole transition.
-- Tables: payment, merchant, attempt, cancel, transaction, payment_event (read).
CREATE OR REPLACE FUNCTION payment_snapshot(p_merchant_id bigint, p_payment_id uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    RETURN (SELECT jsonb_build_object(
        'merchant_id', p.merchant_id, 'payment_id', p.payment_id, 'merchant_name', m.name, 'mode', m.mode,
        'order_id', p.order_id, 'order_name', p.order_name, 'customer_name', p.customer_name,
        'currency', p.currency, 'total', p.total_minor, 'supplied', p.supplied_minor, 'vat', p.vat_minor,
        'tax_free', p.tax_free_minor, 'balance', p.balance_minor,
        'fee_basis_points', p.fee_basis_points, 'fee_fixed', p.fee_fixed_minor, 'fee_refundable', p.fee_refundable,
        'state', p.state, 'shopper_id', p.shopper_id, 'failure_code', p.failure_code,
        'requested_at', p.requested_at, 'expires_at', p.expires_at, 'hold_expires_at', p.hold_expires_at,
        'approved_at', p.approved_at, 'shop_confirms', p.shop_confirms,
        'installment_least', p.installment_least, 'installment_most', p.installment_most,
        'attempts', coalesce((
            SELECT jsonb_agg(jsonb_build_object(
                'attempt_id', a.attempt_id, 'number', a.number, 'state', a.state, 'acquirer', a.acquirer,
                'bin', a.card_bin, 'last_four', a.card_last_four, 'brand', a.card_brand, 'rrn', a.rrn,
                'installment_months', a.installment_months,
                'response_code', a.response_code, 'approval_code', a.approval_code,
                'started_at', a.started_at, 'finished_at', a.finished_at))
            FROM (SELECT * FROM attempt o WHERE o.merchant_id = p.merchant_id AND o.payment_id = p.payment_id
                  ORDER BY o.number) a), '[]'),
        'cancels', coalesce((
            SELECT jsonb_agg(jsonb_build_object(
                'cancel_id', c.cancel_id, 'amount', c.amount_minor, 'supplied', c.supplied_minor, 'vat', c.vat_minor,
                'tax_free', c.tax_free_minor, 'type', c.type, 'reason', c.reason, 'state', c.state,
                'requested_by', c.requested_by, 'operator', c.operator, 'moved', c.moved, 'requested_at', c.requested_at,
                'finished_at', c.finished_at, 'response_code', c.response_code, 'transaction_id', c.transaction_id) ORDER BY c.cancel_id)
            FROM cancel c WHERE c.merchant_id = p.merchant_id AND c.payment_id = p.payment_id), '[]'),
        'last_transaction_id', (
            SELECT t.transaction_id FROM transaction t
            WHERE t.merchant_id = p.merchant_id AND t.payment_id = p.payment_id
            ORDER BY t.transaction_id DESC LIMIT 1),
        'timeline', coalesce((
            SELECT jsonb_agg(jsonb_build_object('event', e.event, 'state', e.state, 'detail', e.detail,
                'at', e.occurred_at) ORDER BY e.number)
            FROM payment_event e WHERE e.merchant_id = p.merchant_id AND e.payment_id = p.payment_id), '[]'))
    FROM payment p JOIN merchant m ON m.merchant_id = p.merchant_id
    WHERE p.merchant_id = p_merchant_id AND p.payment_id = p_payment_id);
END
$$;
GRANT EXECUTE ON FUNCTION payment_snapshot TO pay200_api, pay200_relay, pay200_operator;
