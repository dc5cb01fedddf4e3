-- create_payments of one call, for workers of the version before (0.1.0): see approve_payment.
CREATE OR REPLACE FUNCTION create_payment(
    p_merchant_id bigint, p_payment_id uuid, p_order_id text, p_order_name text, p_customer_name text,
    p_currency text, p_total bigint, p_supplied bigint, p_vat bigint, p_tax_free bigint,
    p_installment_least integer, p_installment_most integer, p_by_client boolean, p_expires_at timestamptz, p_scope bytea, p_request_hash bytea, p_now timestamptz
) RETURNS transition_result
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    RETURN (SELECT ROW(outcome, replayed, acquirer_code, holder_id, snapshot)::transition_result
            FROM create_payments(ARRAY[ROW(p_merchant_id, p_payment_id, p_order_id, p_order_name, p_customer_name,
                p_currency, p_total, p_supplied, p_vat, p_tax_free, p_installment_least, p_installment_most, p_by_client,
                p_expires_at, p_scope, p_request_hash, p_now)::create_call]));
END
$$;
GRANT EXECUTE ON FUNCTION create_payment TO pay200_api;
