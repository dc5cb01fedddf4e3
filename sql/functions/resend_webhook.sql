-- Sends a webhook again, at once, under its old id and with a whole round of tries. outcome 'resent', also while it
-- waits, or is in flight already (then what comes of that counts, or the new round begins when its lease ends);
-- NOT_FOUND_WEBHOOK; DISABLED_WEBHOOK_ENDPOINT (its endpoint is, or is gone); IDEMPOTENCY_KEY_*. snapshot: the webhook.
-- Idempotent by p_request_id with a key, and without one while it has not been sent.
-- Tables, in lock order: idempotency, webhook_queue (insert or update), webhook_delivery (update), record_act's.
CREATE OR REPLACE FUNCTION resend_webhook(p_merchant_id bigint, p_delivery_id uuid, p_request_id uuid, p_scope bytea,
                                          p_request_hash bytea, p_now timestamptz,
                                          p_by_staff uuid DEFAULT NULL) RETURNS transition_result
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_found transition_result := claim_request(p_merchant_id, p_scope, p_request_hash, p_request_id, p_now);
    v_endpoint_id uuid;
BEGIN
    IF v_found.outcome IS NOT NULL THEN
        RETURN v_found;
    END IF;
    SELECT endpoint_id INTO v_endpoint_id FROM webhook_delivery
    WHERE merchant_id = p_merchant_id AND delivery_id = p_delivery_id;
    IF NOT FOUND THEN
        RETURN finish_request(p_merchant_id, p_scope, p_request_id, 'NOT_FOUND_WEBHOOK', NULL);
    END IF;
    PERFORM 1 FROM webhook_endpoint
    WHERE merchant_id = p_merchant_id AND endpoint_id = v_endpoint_id AND state = 'enabled' AND listens_until IS NULL;
    IF NOT FOUND THEN
        RETURN finish_request(p_merchant_id, p_scope, p_request_id, 'DISABLED_WEBHOOK_ENDPOINT', NULL);
    END IF;
    INSERT INTO webhook_queue AS q (merchant_id, delivery_id, endpoint_id, next_at, tries, in_flight)
    VALUES (p_merchant_id, p_delivery_id, v_endpoint_id, p_now, 0, false)
    ON CONFLICT (merchant_id, delivery_id) DO UPDATE SET tries = EXCLUDED.tries,
        next_at = CASE WHEN q.in_flight THEN q.next_at ELSE EXCLUDED.next_at END;
    UPDATE webhook_delivery SET state = 'pending' WHERE merchant_id = p_merchant_id AND delivery_id = p_delivery_id;
    PERFORM record_act(p_merchant_id, p_by_staff, NULL, 'webhook', 'resend', p_delivery_id::text, NULL);
    RETURN finish_request(p_merchant_id, p_scope, p_request_id, 'resent',
                          webhook_delivery_snapshot(p_merchant_id, p_delivery_id));
END
$$;
GRANT EXECUTE ON FUNCTION resend_webhook TO pay200_api, pay200_operator;
