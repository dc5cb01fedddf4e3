-- Changes what is not null; false if there is no such endpoint. Disabled, it gets nothing more, and what waits for it
-- is given up. Idempotent.
-- Tables, in lock order: webhook_endpoint (update), and abandon_webhooks'.
CREATE OR REPLACE FUNCTION update_webhook_endpoint(p_merchant_id bigint, p_endpoint_id uuid, p_url text,
                                                   p_description text, p_event_types text[], p_state text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    UPDATE webhook_endpoint SET url = coalesce(p_url, url), description = coalesce(p_description, description),
        event_types = coalesce(p_event_types, event_types), state = coalesce(p_state, state),
        disabled_reason = CASE coalesce(p_state, state) WHEN 'disabled' THEN coalesce(disabled_reason, 'merchant') END
    WHERE merchant_id = p_merchant_id AND endpoint_id = p_endpoint_id AND listens_until IS NULL;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    IF p_state = 'disabled' THEN
        PERFORM abandon_webhooks(p_merchant_id, p_endpoint_id);
    END IF;
    RETURN true;
END
$$;
GRANT EXECUTE ON FUNCTION update_webhook_endpoint TO pay200_api;
