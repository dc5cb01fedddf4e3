-- scan_payments of one call, for workers of the version before (0.1.0): see approve_payment.
CREATE OR REPLACE FUNCTION scan_payment(p_merchant_id bigint, p_payment_id uuid, p_shopper_id uuid, p_mode text,
                                        p_hold_expires_at timestamptz, p_now timestamptz)
RETURNS transition_result
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    RETURN (SELECT ROW(outcome, replayed, acquirer_code, holder_id, snapshot)::transition_result
            FROM scan_payments(ARRAY[ROW(p_merchant_id, p_payment_id, p_shopper_id, p_mode, p_hold_expires_at,
                p_now)::scan_call]));
END
$$;
GRANT EXECUTE ON FUNCTION scan_payment TO pay200_api;
