-- Changes what is not null. Disabled, it gets nothing more, and the relay gives up what waits for it. outcome 'changed',
-- NOT_FOUND_WEBHOOK_ENDPOINT, IDEMPOTENCY_KEY_*. snapshot: the endpoint. Idempotent.
-- Tables, in lock order: idempotency, webhook_endpoint (update), record_act's.
CREATE OR REPLACE FUNCTION update_webhook_endpoint(
    p_merchant_id bigint, p_endpoint_id uuid, p_url text, p_description text, p_event_types text[], p_state text,
    p_request_id uuid, p_scope bytea, p_request_hash bytea, p_now timestamptz, p_by_staff uuid DEFAULT NULL
) RETURNS transition_result
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_found transition_result := claim_request(p_merchant_id, p_scope, p_request_hash, p_request_id, p_now);
BEGIN
    IF v_found.outcome IS NOT NULL THEN
        RETURN v_found;
    END IF;
    UPDATE webhook_endpoint SET url = coalesce(p_url, url), description = coalesce(p_description, description),
        event_types = coalesce(p_event_types, event_types), state = coalesce(p_state, state),
        disabled_reason = CASE coalesce(p_state, state) WHEN 'disabled' THEN coalesce(disabled_reason, 'merchant') END
    WHERE merchant_id = p_merchant_id AND endpoint_id = p_endpoint_id AND listens_until IS NULL;
    IF NOT FOUND THEN
        RETURN finish_request(p_merchant_id, p_scope, p_request_id, 'NOT_FOUND_WEBHOOK_ENDPOINT', NULL);
    END IF;
    -- Not the address, which may hold a secret.
    PERFORM record_act(p_merchant_id, p_by_staff, NULL, 'endpoint', 'update', p_endpoint_id::text,
                       jsonb_build_object('url', CASE WHEN p_url IS NOT NULL THEN 'changed' END,
                                          'event_types', p_event_types, 'state', p_state));
    RETURN finish_request(p_merchant_id, p_scope, p_request_id, 'changed',
                          webhook_endpoint_snapshot(p_merchant_id, p_endpoint_id));
END
$$;
GRANT EXECUTE ON FUNCTION update_webhook_endpoint TO pay200_api;
