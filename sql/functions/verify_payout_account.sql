-- An operator has seen that the account is the merchant's. False if it was verified before (who called again after a
-- broken connection is told true). Tables: payout_account (update).
CREATE OR REPLACE FUNCTION verify_payout_account(p_merchant_id bigint, p_account_id uuid, p_operator text,
                                                 p_now timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    UPDATE payout_account SET verified_at = p_now, verified_by = p_operator
    WHERE merchant_id = p_merchant_id AND account_id = p_account_id
        AND (verified_at IS NULL OR (verified_at = p_now AND verified_by = p_operator));
    RETURN FOUND;
END
$$;
GRANT EXECUTE ON FUNCTION verify_payout_account TO pay200_operator;
