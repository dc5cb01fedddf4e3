-- Takes up to p_most of an endpoint's due webhooks, oldest first: nobody else does before p_lease_until, by when they
-- have been sent and recorded, or their relay is dead. With what sending takes: the body, where to, and the secrets
-- that sign now, sealed. tries: of this round, this one included; it is counted once it is recorded, so that what was
-- taken and never sent costs none.
-- Tables, in lock order: webhook_queue (update); webhook_endpoint, webhook_delivery (read).
CREATE OR REPLACE FUNCTION claim_webhooks(p_merchant_id bigint, p_endpoint_id uuid, p_most integer,
                                          p_lease_until timestamptz, p_now timestamptz)
RETURNS TABLE (delivery_id uuid, tries integer, event_type text, body text, url text, secret_nonce bytea,
               secret_ciphertext bytea, previous_nonce bytea, previous_ciphertext bytea,
               oldest_nonce bytea, oldest_ciphertext bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH due AS (
        SELECT q.delivery_id FROM webhook_queue q
        WHERE q.merchant_id = p_merchant_id AND q.endpoint_id = p_endpoint_id AND q.next_at <= p_now
        ORDER BY q.next_at LIMIT p_most FOR UPDATE SKIP LOCKED
    ), claimed AS (
        UPDATE webhook_queue q SET next_at = p_lease_until, in_flight = true FROM due
        WHERE q.merchant_id = p_merchant_id AND q.delivery_id = due.delivery_id
        RETURNING q.delivery_id, q.tries + 1 AS tries
    )
    SELECT c.delivery_id, c.tries, d.event_type, d.body, e.url, e.secret_nonce, e.secret_ciphertext,
        CASE WHEN e.previous_until > p_now THEN e.previous_nonce END,
        CASE WHEN e.previous_until > p_now THEN e.previous_ciphertext END,
        CASE WHEN e.previous_until > p_now THEN e.oldest_nonce END,
        CASE WHEN e.previous_until > p_now THEN e.oldest_ciphertext END
    FROM claimed c
    JOIN webhook_delivery d ON d.merchant_id = p_merchant_id AND d.delivery_id = c.delivery_id
    JOIN webhook_endpoint e ON e.merchant_id = p_merchant_id AND e.endpoint_id = p_endpoint_id
    ORDER BY c.delivery_id;
END
$$;
GRANT EXECUTE ON FUNCTION claim_webhooks TO pay200_relay, pay200_operator;
