-- A new endpoint, enabled; p_event_types empty: it hears of everything. outcome 'created';
-- EXCEED_MAX_WEBHOOK_ENDPOINTS (the merchant has p_most; two at once may make one more, which harms nobody);
-- IDEMPOTENCY_KEY_*. snapshot: the endpoint. Idempotent by p_request_id and p_endpoint_id.
-- Tables, in lock order: idempotency, webhook_endpoint (insert), record_act's.
CREATE OR REPLACE FUNCTION create_webhook_endpoint(
    p_merchant_id bigint, p_endpoint_id uuid, p_url text, p_description text, p_event_types text[],
    p_secret_nonce bytea, p_secret_ciphertext bytea, p_most integer, p_request_id uuid, p_scope bytea,
    p_request_hash bytea, p_now timestamptz, p_by_staff uuid DEFAULT NULL
) RETURNS transition_result
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_found transition_result := claim_request(p_merchant_id, p_scope, p_request_hash, p_request_id, p_now);
BEGIN
    IF v_found.outcome IS NOT NULL THEN
        RETURN v_found;
    END IF;
    PERFORM 1 FROM webhook_endpoint WHERE merchant_id = p_merchant_id AND endpoint_id = p_endpoint_id;
    IF NOT FOUND THEN  -- else called again after a broken connection
        IF (SELECT count(*) FROM webhook_endpoint WHERE merchant_id = p_merchant_id AND listens_until IS NULL) >= p_most
        THEN
            RETURN finish_request(p_merchant_id, p_scope, p_request_id, 'EXCEED_MAX_WEBHOOK_ENDPOINTS', NULL);
        END IF;
        INSERT INTO webhook_endpoint (merchant_id, endpoint_id, url, description, event_types, state, secret_nonce,
            secret_ciphertext, created_at)
        VALUES (p_merchant_id, p_endpoint_id, p_url, p_description, p_event_types, 'enabled', p_secret_nonce,
            p_secret_ciphertext, p_now);
        PERFORM record_act(p_merchant_id, p_by_staff, NULL, 'endpoint', 'add', p_endpoint_id::text,
                           jsonb_build_object('event_types', p_event_types));
    END IF;
    RETURN finish_request(p_merchant_id, p_scope, p_request_id, 'created',
                          webhook_endpoint_snapshot(p_merchant_id, p_endpoint_id));
END
$$;
GRANT EXECUTE ON FUNCTION create_webhook_endpoint TO pay200_api;
