-- An operator has seen that the account is the merchant's. False if it was verified before (who called again after a
-- broken connection is told true). Tables: payout_account (locked, update), record_act's.
CREATE OR REPLACE FUNCTION verify_payout_account(p_merchant_id bigint, p_account_id uuid, p_operator text,
                                                 p_now timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_before timestamptz;
BEGIN
    SELECT verified_at INTO v_before FROM payout_account
    WHERE merchant_id = p_merchant_id AND account_id = p_account_id FOR UPDATE;
    UPDATE payout_account SET verified_at = p_now, verified_by = p_operator
    WHERE merchant_id = p_merchant_id AND account_id = p_account_id
        AND (verified_at IS NULL OR (verified_at = p_now AND verified_by = p_operator));
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    IF v_before IS NULL THEN
        PERFORM record_act(p_merchant_id, NULL, p_operator, 'account', 'verify', p_account_id::text, NULL);
    END IF;
    RETURN true;
END
$$;
GRANT EXECUTE ON FUNCTION verify_payout_account TO pay200_operator;
