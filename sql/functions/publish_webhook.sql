-- Something has happened: a webhook for each of the merchant's endpoints that want to hear of it, or only for
-- p_endpoint_id, whatever that one wants. Idempotent by event, type and endpoint, of which the
-- webhook's id is made: the first body stays. Answers the ids.
-- No endpoint is locked: one that is disabled meanwhile has what waits for it given up by the relay all the same.
-- Tables, in lock order: webhook_endpoint (read), webhook_delivery (insert), webhook_queue (insert).
CREATE OR REPLACE FUNCTION publish_webhook(p_merchant_id bigint, p_event_id uuid, p_event_type text, p_body text,
                                           p_endpoint_id uuid, p_now timestamptz) RETURNS SETOF uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    e record;
    v_hash text;
    v_delivery_id uuid;
BEGIN
    FOR e IN SELECT endpoint_id FROM webhook_endpoint
        WHERE merchant_id = p_merchant_id AND state = 'enabled' AND (listens_until IS NULL OR listens_until > p_now)
            AND CASE WHEN p_endpoint_id IS NULL THEN event_types = '{}' OR p_event_type = ANY (event_types)
                ELSE endpoint_id = p_endpoint_id END
    LOOP
        v_hash := md5(p_event_id::text || p_event_type || e.endpoint_id::text);
        v_delivery_id := substr(replace(p_event_id::text, '-', ''), 1, 12) || '7' || substr(v_hash, 1, 3) || '8'
            || substr(v_hash, 4, 15);
        INSERT INTO webhook_delivery (merchant_id, delivery_id, endpoint_id, event_id, event_type, body, state, tries,
            created_at)
        VALUES (p_merchant_id, v_delivery_id, e.endpoint_id, p_event_id, p_event_type, p_body, 'pending', 0, p_now)
        ON CONFLICT DO NOTHING;
        IF FOUND THEN
            INSERT INTO webhook_queue (merchant_id, delivery_id, endpoint_id, next_at, tries, in_flight)
            VALUES (p_merchant_id, v_delivery_id, e.endpoint_id, p_now, 0, false);
        END IF;
        RETURN NEXT v_delivery_id;
    END LOOP;
END
$$;
GRANT EXECUTE ON FUNCTION publish_webhook TO pay200_relay;
