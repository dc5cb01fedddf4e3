-- The endpoint and its secrets are gone, what waits for it is given up, its log stays. False if there is none.
-- p_listener: pgctl's own, or a shop's. Called again, it changes nothing.
-- Tables, in lock order: webhook_endpoint (delete), and abandon_webhooks'.
CREATE OR REPLACE FUNCTION delete_webhook_endpoint(p_merchant_id bigint, p_endpoint_id uuid, p_listener boolean)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    DELETE FROM webhook_endpoint WHERE merchant_id = p_merchant_id AND endpoint_id = p_endpoint_id
        AND (listens_until IS NOT NULL) = p_listener;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM abandon_webhooks(p_merchant_id, p_endpoint_id);
    RETURN true;
END
$$;
GRANT EXECUTE ON FUNCTION delete_webhook_endpoint TO pay200_api, pay200_operator;
