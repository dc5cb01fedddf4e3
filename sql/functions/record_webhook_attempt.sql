-- What became of one attempt, and of its webhook. p_verdict: 'delivered'; 'retry' (again at p_next_at); 'failed' (given
-- up); 'gone' (the endpoint wants nothing any more: it is disabled, and all that waits for it is given up).
-- p_tries: as claimed. Where it has been claimed again since, only a delivery counts. Idempotent by p_attempt_id.
-- Tables, in lock order: webhook_endpoint (update, if gone), webhook_queue (delete or update), webhook_delivery,
-- webhook_attempt.
CREATE OR REPLACE FUNCTION record_webhook_attempt(
    p_merchant_id bigint, p_delivery_id uuid, p_attempt_id uuid, p_tries integer, p_outcome text, p_http_status integer,
    p_answer text, p_started_at timestamptz, p_duration_ms integer, p_verdict text, p_next_at timestamptz
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_endpoint_id uuid;
    v_ended boolean := false;
BEGIN
    PERFORM 1 FROM webhook_attempt WHERE merchant_id = p_merchant_id AND attempt_id = p_attempt_id;
    IF FOUND THEN  -- called again after a broken connection
        RETURN;
    END IF;
    IF p_verdict = 'gone' THEN
        SELECT endpoint_id INTO v_endpoint_id FROM webhook_delivery
        WHERE merchant_id = p_merchant_id AND delivery_id = p_delivery_id;
        UPDATE webhook_endpoint SET state = 'disabled', disabled_reason = coalesce(disabled_reason, 'gone')
        WHERE merchant_id = p_merchant_id AND endpoint_id = v_endpoint_id;
        PERFORM abandon_webhooks(p_merchant_id, v_endpoint_id);
        v_ended := true;
    ELSIF p_verdict = 'retry' THEN
        UPDATE webhook_queue SET next_at = p_next_at, in_flight = false
        WHERE merchant_id = p_merchant_id AND delivery_id = p_delivery_id AND tries = p_tries;
    ELSE
        DELETE FROM webhook_queue WHERE merchant_id = p_merchant_id AND delivery_id = p_delivery_id
            AND (p_verdict = 'delivered' OR tries = p_tries);
        v_ended := FOUND OR p_verdict = 'delivered';
    END IF;
    UPDATE webhook_delivery SET tries = tries + 1, last_attempt_at = p_started_at, last_outcome = p_outcome,
        last_status = p_http_status,
        state = CASE WHEN p_verdict = 'delivered' THEN 'delivered' WHEN v_ended AND state = 'pending' THEN 'failed'
                ELSE state END
    WHERE merchant_id = p_merchant_id AND delivery_id = p_delivery_id;
    INSERT INTO webhook_attempt (merchant_id, attempt_id, delivery_id, outcome, http_status, answer, started_at, duration_ms)
    VALUES (p_merchant_id, p_attempt_id, p_delivery_id, p_outcome, p_http_status, p_answer, p_started_at, p_duration_ms);
END
$$;
GRANT EXECUTE ON FUNCTION record_webhook_attempt TO pay200_relay, pay200_operator;
