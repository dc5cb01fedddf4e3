-- A webhook that tells of nothing, for one endpoint, whatever it wants to hear of. outcome 'sent',
-- NOT_FOUND_WEBHOOK_ENDPOINT, DISABLED_WEBHOOK_ENDPOINT, IDEMPOTENCY_KEY_*. snapshot: the webhook. Idempotent by
-- p_event_id, which is the request's.
-- Tables, in lock order: idempotency, and publish_webhook's, record_act's.
CREATE OR REPLACE FUNCTION send_test_webhook(p_merchant_id bigint, p_endpoint_id uuid, p_event_id uuid, p_body text,
                                             p_scope bytea, p_request_hash bytea, p_now timestamptz,
                                             p_by_staff uuid DEFAULT NULL)
RETURNS transition_result
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_found transition_result := claim_request(p_merchant_id, p_scope, p_request_hash, p_event_id, p_now);
    v_delivery_id uuid;
BEGIN
    IF v_found.outcome IS NOT NULL THEN
        RETURN v_found;
    END IF;
    IF webhook_endpoint_snapshot(p_merchant_id, p_endpoint_id) IS NULL THEN
        RETURN finish_request(p_merchant_id, p_scope, p_event_id, 'NOT_FOUND_WEBHOOK_ENDPOINT', NULL);
    END IF;
    SELECT * INTO v_delivery_id
    FROM publish_webhook(p_merchant_id, p_event_id, 'TEST', p_body, p_endpoint_id, p_now);
    IF v_delivery_id IS NULL THEN
        RETURN finish_request(p_merchant_id, p_scope, p_event_id, 'DISABLED_WEBHOOK_ENDPOINT', NULL);
    END IF;
    PERFORM record_act(p_merchant_id, p_by_staff, NULL, 'endpoint', 'test', p_endpoint_id::text, NULL);
    RETURN finish_request(p_merchant_id, p_scope, p_event_id, 'sent',
                          webhook_delivery_snapshot(p_merchant_id, v_delivery_id));
END
$$;
GRANT EXECUTE ON FUNCTION send_test_webhook TO pay200_api;
