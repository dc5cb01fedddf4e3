-- Where a merchant is to be paid from now on; not verified. False if there is no such merchant.
-- Idempotent by p_account_id. Tables: merchant (read), payout_account (insert),
-- record_act's.
CREATE OR REPLACE FUNCTION add_payout_account(p_merchant_id bigint, p_account_id uuid, p_bank_code text,
                                              p_nonce bytea, p_ciphertext bytea, p_last_four text, p_holder text,
                                              p_operator text, p_now timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    PERFORM 1 FROM merchant WHERE merchant_id = p_merchant_id;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO payout_account (merchant_id, account_id, bank_code, number_nonce, number_ciphertext, last_four, holder,
        added_at, added_by)
    VALUES (p_merchant_id, p_account_id, p_bank_code, p_nonce, p_ciphertext, p_last_four, p_holder, p_now, p_operator)
    ON CONFLICT DO NOTHING;
    IF FOUND THEN
        PERFORM record_act(p_merchant_id, NULL, p_operator, 'account', 'add', p_account_id::text,
                           jsonb_build_object('bank_code', p_bank_code, 'last_four', p_last_four));
    END IF;
    RETURN true;
END
$$;
GRANT EXECUTE ON FUNCTION add_payout_account TO pay200_operator;
