-- A new secret signs from now on; the one before it signs as well until p_previous_until (none if that is not after
-- p_now). So does, where an earlier rotation's overlap still lasts, the one before that: the answer with the one in
-- between may never have arrived, and the secret that a server has would end. outcome 'rotated',
-- NOT_FOUND_WEBHOOK_ENDPOINT, IDEMPOTENCY_KEY_*. snapshot: the endpoint. Idempotent by p_request_id and p_secret_nonce.
-- Tables, in lock order: idempotency, webhook_endpoint (update), record_act's.
CREATE OR REPLACE FUNCTION rotate_webhook_secret(
    p_merchant_id bigint, p_endpoint_id uuid, p_secret_nonce bytea, p_secret_ciphertext bytea,
    p_previous_until timestamptz, p_request_id uuid, p_scope bytea, p_request_hash bytea, p_now timestamptz,
    p_by_staff uuid DEFAULT NULL
) RETURNS transition_result
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_found transition_result := claim_request(p_merchant_id, p_scope, p_request_hash, p_request_id, p_now);
    e webhook_endpoint;
    v_overlaps boolean := p_previous_until > p_now;
BEGIN
    IF v_found.outcome IS NOT NULL THEN
        RETURN v_found;
    END IF;
    SELECT * INTO e FROM webhook_endpoint
    WHERE merchant_id = p_merchant_id AND endpoint_id = p_endpoint_id AND listens_until IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        RETURN finish_request(p_merchant_id, p_scope, p_request_id, 'NOT_FOUND_WEBHOOK_ENDPOINT', NULL);
    ELSIF e.secret_nonce <> p_secret_nonce THEN
        UPDATE webhook_endpoint SET secret_nonce = p_secret_nonce, secret_ciphertext = p_secret_ciphertext,
            previous_nonce = CASE WHEN v_overlaps THEN e.secret_nonce END,
            previous_ciphertext = CASE WHEN v_overlaps THEN e.secret_ciphertext END,
            previous_until = CASE WHEN v_overlaps THEN p_previous_until END,
            oldest_nonce = CASE WHEN v_overlaps AND e.previous_until > p_now
                THEN coalesce(e.oldest_nonce, e.previous_nonce) END,
            oldest_ciphertext = CASE WHEN v_overlaps AND e.previous_until > p_now
                THEN coalesce(e.oldest_ciphertext, e.previous_ciphertext) END
        WHERE merchant_id = p_merchant_id AND endpoint_id = p_endpoint_id;
        PERFORM record_act(p_merchant_id, p_by_staff, NULL, 'endpoint', 'rotate-secret', p_endpoint_id::text,
                           jsonb_build_object('previous_until', CASE WHEN v_overlaps THEN p_previous_until END));
    END IF;
    RETURN finish_request(p_merchant_id, p_scope, p_request_id, 'rotated',
                          webhook_endpoint_snapshot(p_merchant_id, p_endpoint_id));
END
$$;
GRANT EXECUTE ON FUNCTION rotate_webhook_secret TO pay200_api;
