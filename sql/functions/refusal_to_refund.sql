-- NOT_CANCELABLE_AMOUNT if a refund would give back what a dispute has taken, or may take: the shopper would have it
-- twice. EXCEED_REFUND_LIMIT if a refund would take the merchant further below what it has coming than its
-- limit allows, refunds and voids under way counted; else NULL. Only a merchant with a limit pays for
-- the sum over its entries; its refunds are decided one after another.
-- Tables, in lock order (after the payment): dispute, merchant (read), refund_turn, ledger_entry, cancel (read).
CREATE OR REPLACE FUNCTION refusal_to_refund(p payment, p_amount bigint) RETURNS text
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
DECLARE
    v_limit bigint;
    v_coming bigint;
    v_under_way bigint;
BEGIN
    IF p_amount > p.balance_minor - disputed_of_payment(p) THEN
        RETURN 'NOT_CANCELABLE_AMOUNT';
    END IF;
    SELECT refund_limit_minor INTO v_limit FROM merchant WHERE merchant_id = p.merchant_id;
    IF v_limit IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO refund_turn (merchant_id) VALUES (p.merchant_id) ON CONFLICT DO NOTHING;
    PERFORM 1 FROM refund_turn WHERE merchant_id = p.merchant_id FOR UPDATE;
    SELECT -coalesce(sum(amount_minor), 0) INTO v_coming FROM ledger_entry
    WHERE merchant_id = p.merchant_id AND account = 'merchant_payable' AND currency = p.currency;
    SELECT coalesce(sum(amount_minor), 0) INTO v_under_way FROM cancel
    WHERE merchant_id = p.merchant_id AND state = 'in_progress' AND moved;
    RETURN CASE WHEN v_coming - v_under_way - p_amount < -v_limit THEN 'EXCEED_REFUND_LIMIT' END;
END
$$;
