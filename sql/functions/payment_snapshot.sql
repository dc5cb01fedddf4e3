-- One of payment_snapshots; null if there is no such payment.
CREATE OR REPLACE FUNCTION payment_snapshot(p_merchant_id bigint, p_payment_id uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    RETURN (payment_snapshots(ARRAY[p_merchant_id], ARRAY[p_payment_id]))[1];
END
$$;
GRANT EXECUTE ON FUNCTION payment_snapshot TO pay200_api, pay200_relay, pay200_operator;
