-- Gives up what waits for an endpoint that is disabled or gone, p_most at most; how many. What is in flight may still
-- arrive. One statement, whose one snapshot has both: what comes once the endpoint is enabled again is not given up.
-- Tables, in lock order: webhook_queue (delete), webhook_delivery (update); webhook_endpoint (read).
CREATE OR REPLACE FUNCTION abandon_webhooks(p_merchant_id bigint, p_endpoint_id uuid, p_most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_ids uuid[];
BEGIN
    WITH gone AS (
        DELETE FROM webhook_queue q USING (
            SELECT delivery_id FROM webhook_queue
            WHERE merchant_id = p_merchant_id AND endpoint_id = p_endpoint_id AND NOT EXISTS (
                SELECT FROM webhook_endpoint e
                WHERE e.merchant_id = p_merchant_id AND e.endpoint_id = p_endpoint_id AND e.state = 'enabled')
            LIMIT p_most FOR UPDATE SKIP LOCKED) AS batch
        WHERE q.merchant_id = p_merchant_id AND q.delivery_id = batch.delivery_id
        RETURNING q.delivery_id
    )
    SELECT array_agg(delivery_id) INTO v_ids FROM gone;
    UPDATE webhook_delivery SET state = 'failed'
    WHERE merchant_id = p_merchant_id AND delivery_id = ANY (v_ids) AND state = 'pending';
    RETURN coalesce(array_length(v_ids, 1), 0);
END
$$;
GRANT EXECUTE ON FUNCTION abandon_webhooks TO pay200_relay;
