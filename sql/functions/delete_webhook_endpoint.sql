-- The endpoint and its secrets are gone, its log stays; what waits for it is given up soon, by the relay. False if there
-- is none. p_listener: pgctl's own, or a shop's. Called again, it changes nothing.
-- Tables: webhook_endpoint (delete), record_act's.
CREATE OR REPLACE FUNCTION delete_webhook_endpoint(p_merchant_id bigint, p_endpoint_id uuid, p_listener boolean,
                                                   p_by_staff uuid DEFAULT NULL)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    DELETE FROM webhook_endpoint WHERE merchant_id = p_merchant_id AND endpoint_id = p_endpoint_id
        AND (listens_until IS NOT NULL) = p_listener;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM record_act(p_merchant_id, p_by_staff, NULL, 'endpoint', CASE WHEN p_listener THEN 'end-listen' ELSE 'remove' END,
                       p_endpoint_id::text, NULL);
    RETURN true;
END
$$;
GRANT EXECUTE ON FUNCTION delete_webhook_endpoint TO pay200_api, pay200_operator;
