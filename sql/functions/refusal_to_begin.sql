-- Why no attempt can begin of this payment, as it is now: the wire name of an ErrorCode, or NULL. p_confirm_id: the
-- shopper's confirm that the shop claims; null where the shopper confirms for good.
CREATE OR REPLACE FUNCTION refusal_to_begin(p payment, p_merchant_status text, p_shopper_id uuid, p_confirm_id uuid,
                                            p_installment_months integer, p_max_attempts integer) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN p_confirm_id IS NULL
            THEN refusal_to_pay(p, p_merchant_status, p_shopper_id, p_installment_months, p_max_attempts)
        WHEN p.state <> 'confirmed' THEN refusal_to_shop_confirm(p.state)
        -- Declined and confirmed again since the caller looked: not the card that it read.
        WHEN p.confirm_id <> p_confirm_id THEN 'PAYMENT_IN_PROGRESS'
        WHEN p_merchant_status <> 'active' THEN 'MERCHANT_SUSPENDED'
    END
$$;
