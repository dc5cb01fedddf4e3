-- The same account number, sealed by another payout key. False: it is not (any more) as it was read.
-- Tables, in lock order: payout_account (update), record_act's.
CREATE OR REPLACE FUNCTION reseal_payout_account(p_merchant_id bigint, p_account_id uuid, p_old_nonce bytea,
                                                 p_nonce bytea, p_ciphertext bytea, p_operator text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    UPDATE payout_account SET number_nonce = p_nonce, number_ciphertext = p_ciphertext
    WHERE merchant_id = p_merchant_id AND account_id = p_account_id AND number_nonce = p_old_nonce;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM record_act(p_merchant_id, NULL, p_operator, 'account', 'reseal', p_account_id::text, NULL);
    RETURN true;
END
$$;
GRANT EXECUTE ON FUNCTION reseal_payout_account TO pay200_operator;
