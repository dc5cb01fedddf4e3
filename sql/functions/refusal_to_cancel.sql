-- Why a payment, as it is now, cannot be cancelled by this much: the wire name of an ErrorCode, or NULL.
-- Before any money moved only the whole can be; after it no more than what is left.
CREATE OR REPLACE FUNCTION refusal_to_cancel(p payment, p_requested_by text, p_amount bigint, p_current_balance bigint)
RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pay200, pg_temp AS $$
    SELECT CASE
        WHEN p.state NOT IN ('ready', 'held', 'confirmed', 'authorizing', 'authorizing_cancel', 'reversing',
                             'reversing_cancel', 'approved', 'partially_canceled')
            OR (p.state = 'ready' AND p_requested_by = 'shopper') THEN refusal_for_state(p.state)
        WHEN p.state IN ('approved', 'partially_canceled') AND p_requested_by <> 'merchant' THEN 'NOT_CANCELABLE_PAYMENT'
        WHEN p_current_balance <> p.balance_minor THEN 'NOT_MATCHES_REFUNDABLE_AMOUNT'
        WHEN p.state NOT IN ('approved', 'partially_canceled') AND p_amount <> p.total_minor THEN 'NOT_CANCELABLE_AMOUNT'
        WHEN p_amount IS NULL AND p.balance_minor = 0 THEN 'ALREADY_CANCELED_PAYMENT'
        WHEN p_amount > p.balance_minor THEN 'NOT_CANCELABLE_AMOUNT'
    END
$$;
