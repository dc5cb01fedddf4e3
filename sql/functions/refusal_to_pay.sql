-- Why this shopper cannot pay this payment, as it is now, by a card in so many instalments: the wire
-- name of an ErrorCode, or NULL. p_merchant_status: of the payment's merchant.
-- Neither here nor in refusal_to_begin a SET or another table: so both become a part of the statement that asks.
CREATE OR REPLACE FUNCTION refusal_to_pay(p payment, p_merchant_status text, p_shopper_id uuid,
                                          p_installment_months integer, p_max_attempts integer) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN p.state <> 'held' OR p.shopper_id <> p_shopper_id THEN refusal_for_state(p.state)
        WHEN p_merchant_status <> 'active' THEN 'MERCHANT_SUSPENDED'
        WHEN p.attempt_count >= p_max_attempts THEN 'EXCEED_MAX_PAYMENT_ATTEMPTS'
        WHEN p_installment_months = 1
            OR p_installment_months NOT BETWEEN p.installment_least AND p.installment_most THEN 'INVALID_CARD_INSTALLMENT_PLAN'
    END
$$;
