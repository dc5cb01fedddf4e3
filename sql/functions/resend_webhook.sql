-- Sends a webhook again, at once, under its old id and with a whole round of tries: 'resent', also while it waits or
-- is in flight already; 'not_found'; 'disabled' (its endpoint is, or is gone). Idempotent while it has not been sent.
-- Tables, in lock order: webhook_endpoint (read, shared lock), webhook_queue (insert or update), webhook_delivery (update).
CREATE OR REPLACE FUNCTION resend_webhook(p_merchant_id bigint, p_delivery_id uuid, p_now timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_endpoint_id uuid;
BEGIN
    SELECT endpoint_id INTO v_endpoint_id FROM webhook_delivery
    WHERE merchant_id = p_merchant_id AND delivery_id = p_delivery_id;
    IF NOT FOUND THEN
        RETURN 'not_found';
    END IF;
    -- Or it could be disabled in between, and what waits for it is never looked at again.
    PERFORM 1 FROM webhook_endpoint
    WHERE merchant_id = p_merchant_id AND endpoint_id = v_endpoint_id AND state = 'enabled' AND listens_until IS NULL
    FOR SHARE;
    IF NOT FOUND THEN
        RETURN 'disabled';
    END IF;
    INSERT INTO webhook_queue AS q (merchant_id, delivery_id, endpoint_id, next_at, tries, in_flight)
    VALUES (p_merchant_id, p_delivery_id, v_endpoint_id, p_now, 0, false)
    ON CONFLICT (merchant_id, delivery_id) DO UPDATE SET next_at = EXCLUDED.next_at, tries = EXCLUDED.tries
    WHERE NOT q.in_flight;
    UPDATE webhook_delivery SET state = 'pending' WHERE merchant_id = p_merchant_id AND delivery_id = p_delivery_id;
    RETURN 'resent';
END
$$;
GRANT EXECUTE ON FUNCTION resend_webhook TO pay200_api, pay200_operator;
