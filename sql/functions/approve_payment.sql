-- approve_payments of one call, for workers of the version before (0.1.0), which go on until they are restarted after
-- the migration. A later version may drop it.
CREATE OR REPLACE FUNCTION approve_payment(
    p_merchant_id bigint, p_attempt_id uuid, p_response_code text, p_approval_code text,
    p_transaction_id uuid, p_business_day date, p_entry_ids uuid[], p_accounts text[], p_amounts bigint[],
    p_void_reversal_id uuid, p_now timestamptz
) RETURNS transition_result
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    RETURN (SELECT ROW(outcome, replayed, acquirer_code, holder_id, snapshot)::transition_result
            FROM approve_payments(ARRAY[ROW(p_merchant_id, p_attempt_id, p_response_code, p_approval_code,
                p_transaction_id, p_business_day, p_entry_ids, p_accounts, p_amounts, p_void_reversal_id,
                p_now)::approve_call]));
END
$$;
GRANT EXECUTE ON FUNCTION approve_payment TO pay200_api;
