-- What a shop's confirm needs to know before it begins: why begin_attempts would refuse it by the
-- payment's state as it is now (refusal, or NULL), what it must match, and what the shopper chose. A
-- look ahead without a lock, so that no STAN is spent on what cannot begin; begin_attempts decides.
-- No row: there is no such payment.
-- Tables: payment, merchant, payment_confirm (read).
CREATE OR REPLACE FUNCTION terms_to_shop_confirm(p_merchant_id bigint, p_payment_id uuid)
RETURNS TABLE (refusal text, order_id text, total_minor bigint, fee_basis_points integer, fee_fixed_minor bigint,
               live boolean, confirm_id uuid, shopper_id uuid, card_id uuid, pan_nonce bytea, pan_ciphertext bytea,
               key_version integer, bin text, last_four text, brand text, expiry text, installment_months integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT CASE WHEN p.state <> 'confirmed' THEN refusal_to_shop_confirm(p.state) END, p.order_id, p.total_minor,
        p.fee_basis_points, p.fee_fixed_minor, m.mode = 'live', c.confirm_id, c.shopper_id, c.card_id, c.pan_nonce,
        c.pan_ciphertext, c.key_version, c.card_bin, c.card_last_four, c.card_brand, c.card_expiry, c.installment_months
    FROM payment p JOIN merchant m ON m.merchant_id = p.merchant_id
    LEFT JOIN payment_confirm c ON c.merchant_id = p.merchant_id AND c.confirm_id = p.confirm_id
        AND p.state = 'confirmed'
    WHERE p.merchant_id = p_merchant_id AND p.payment_id = p_payment_id;
END
$$;
GRANT EXECUTE ON FUNCTION terms_to_shop_confirm TO pay200_api;
