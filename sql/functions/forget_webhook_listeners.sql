-- Those of a pgctl that was killed. Tables: webhook_endpoint (delete).
CREATE OR REPLACE FUNCTION forget_webhook_listeners(p_merchant_id bigint, p_now timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    DELETE FROM webhook_endpoint WHERE merchant_id = p_merchant_id AND listens_until <= p_now;
END
$$;
GRANT EXECUTE ON FUNCTION forget_webhook_listeners TO pay200_relay;
