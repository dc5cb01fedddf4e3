-- Those of a pgctl that was killed. Tables, in lock order: webhook_endpoint (delete), and abandon_webhooks'.
CREATE OR REPLACE FUNCTION forget_webhook_listeners(p_merchant_id bigint, p_now timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_endpoint_id uuid;
BEGIN
    FOR v_endpoint_id IN DELETE FROM webhook_endpoint
        WHERE merchant_id = p_merchant_id AND listens_until <= p_now RETURNING endpoint_id
    LOOP
        PERFORM abandon_webhooks(p_merchant_id, v_endpoint_id);
    END LOOP;
END
$$;
GRANT EXECUTE ON FUNCTION forget_webhook_listeners TO pay200_relay;
