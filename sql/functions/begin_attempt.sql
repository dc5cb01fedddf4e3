-- begin_attempts of one call, for workers of the version before (0.1.0): see approve_payment.
CREATE OR REPLACE FUNCTION begin_attempt(
    p_merchant_id bigint, p_payment_id uuid, p_shopper_id uuid, p_attempt_id uuid, p_confirm_id uuid,
    p_card_id uuid, p_pan_nonce bytea, p_pan_ciphertext bytea, p_key_version integer,
    p_card_bin text, p_card_last_four text, p_card_brand text, p_card_expiry text, p_installment_months integer,
    p_acquirer text, p_terminal_id text, p_stan integer, p_rrn text, p_transmitted_at timestamptz,
    p_deadline_at timestamptz, p_max_attempts integer, p_scope bytea, p_request_hash bytea, p_now timestamptz
) RETURNS transition_result
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    RETURN (SELECT ROW(outcome, replayed, acquirer_code, holder_id, snapshot)::transition_result
            FROM begin_attempts(ARRAY[ROW(p_merchant_id, p_payment_id, p_shopper_id, p_attempt_id, p_confirm_id,
                p_card_id, p_pan_nonce, p_pan_ciphertext, p_key_version, p_card_bin, p_card_last_four, p_card_brand,
                p_card_expiry, p_installment_months, p_acquirer, p_terminal_id, p_stan, p_rrn, p_transmitted_at,
                p_deadline_at, p_max_attempts, p_scope, p_request_hash, p_now)::begin_call]));
END
$$;
GRANT EXECUTE ON FUNCTION begin_attempt TO pay200_api;
