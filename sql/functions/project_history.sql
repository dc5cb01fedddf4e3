-- Shows a payment in its shopper's history as it is after event p_number; what shows a later one stays. Idempotent, in
-- any order. Tables: shopper_history (insert or update).
CREATE OR REPLACE FUNCTION project_history(
    p_shopper_id uuid, p_payment_id uuid, p_merchant_id bigint, p_number integer, p_merchant_name text,
    p_order_name text, p_currency text, p_total bigint, p_balance bigint, p_supplied bigint, p_vat bigint,
    p_tax_free bigint, p_state text, p_card_bin text, p_card_last_four text, p_card_brand text,
    p_approval_code text, p_requested_at timestamptz, p_approved_at timestamptz, p_canceled_at timestamptz
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    INSERT INTO shopper_history AS h (shopper_id, payment_id, merchant_id, number, merchant_name, order_name, currency,
        total_minor, balance_minor, supplied_minor, vat_minor, tax_free_minor, state, card_bin, card_last_four,
        card_brand, approval_code, requested_at, approved_at, canceled_at)
    VALUES (p_shopper_id, p_payment_id, p_merchant_id, p_number, p_merchant_name, p_order_name, p_currency, p_total,
        p_balance, p_supplied, p_vat, p_tax_free, p_state, p_card_bin, p_card_last_four, p_card_brand,
        p_approval_code, p_requested_at, p_approved_at, p_canceled_at)
    ON CONFLICT (shopper_id, payment_id) DO UPDATE SET number = EXCLUDED.number,
        balance_minor = EXCLUDED.balance_minor, state = EXCLUDED.state, card_bin = EXCLUDED.card_bin,
        card_last_four = EXCLUDED.card_last_four, card_brand = EXCLUDED.card_brand,
        approval_code = EXCLUDED.approval_code, approved_at = EXCLUDED.approved_at, canceled_at = EXCLUDED.canceled_at
    WHERE h.number < EXCLUDED.number;
END
$$;
GRANT EXECUTE ON FUNCTION project_history TO pay200_relay;
