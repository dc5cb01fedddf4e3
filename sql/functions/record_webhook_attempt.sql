-- What became of one attempt, and of its webhook. p_verdict: 'delivered'; 'retry' (again at p_next_at); 'failed' (given
-- up); 'gone' (the endpoint wants nothing any more: it is disabled, and the relay gives up what waits for it). Answers
-- what it came to: 'gone' is a 'retry' where the endpoint is no longer at p_url, or has been disabled already.
-- p_tries, p_lease_until: as claimed. Where it has been claimed again since, or its round begun anew, only a delivery
-- counts. Idempotent by p_attempt_id.
-- Tables, in lock order: webhook_queue (delete or update), webhook_endpoint (update, if gone), webhook_delivery,
-- webhook_attempt.
CREATE OR REPLACE FUNCTION record_webhook_attempt(
    p_merchant_id bigint, p_delivery_id uuid, p_attempt_id uuid, p_tries integer, p_lease_until timestamptz, p_url text,
    p_outcome text, p_http_status integer, p_answer text, p_started_at timestamptz, p_duration_ms integer,
    p_verdict text, p_next_at timestamptz
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_fate text := p_verdict;
    v_endpoint_id uuid;
    v_ours boolean;
BEGIN
    PERFORM 1 FROM webhook_attempt WHERE merchant_id = p_merchant_id AND attempt_id = p_attempt_id;
    IF FOUND THEN  -- called again after a broken connection
        RETURN p_verdict;
    END IF;
    SELECT endpoint_id INTO v_endpoint_id FROM webhook_queue
    WHERE merchant_id = p_merchant_id AND delivery_id = p_delivery_id AND next_at = p_lease_until AND in_flight
        AND tries = p_tries - 1 FOR UPDATE;
    v_ours := FOUND;
    IF p_verdict = 'gone' THEN
        UPDATE webhook_endpoint SET state = 'disabled', disabled_reason = 'gone'
        WHERE v_ours AND merchant_id = p_merchant_id AND endpoint_id = v_endpoint_id AND url = p_url
            AND state = 'enabled';
        IF NOT FOUND THEN
            v_fate := 'retry';
        END IF;
    END IF;
    IF v_fate = 'retry' THEN
        UPDATE webhook_queue SET next_at = p_next_at, tries = p_tries, in_flight = false
        WHERE v_ours AND merchant_id = p_merchant_id AND delivery_id = p_delivery_id;
    ELSE
        DELETE FROM webhook_queue
        WHERE (v_ours OR v_fate = 'delivered') AND merchant_id = p_merchant_id AND delivery_id = p_delivery_id;
    END IF;
    UPDATE webhook_delivery SET tries = tries + 1, last_attempt_at = p_started_at, last_outcome = p_outcome,
        last_status = p_http_status,
        state = CASE WHEN v_fate = 'delivered' THEN 'delivered'
                WHEN v_fate <> 'retry' AND v_ours AND state = 'pending' THEN 'failed' ELSE state END
    WHERE merchant_id = p_merchant_id AND delivery_id = p_delivery_id;
    INSERT INTO webhook_attempt (merchant_id, attempt_id, delivery_id, outcome, http_status, answer, started_at, duration_ms)
    VALUES (p_merchant_id, p_attempt_id, p_delivery_id, p_outcome, p_http_status, p_answer, p_started_at, p_duration_ms);
    RETURN v_fate;
END
$$;
GRANT EXECUTE ON FUNCTION record_webhook_attempt TO pay200_relay, pay200_operator;
