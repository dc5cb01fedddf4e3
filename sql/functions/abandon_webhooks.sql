-- Gives up all that waits for an endpoint; what is in flight may still arrive. The caller has locked the endpoint's row
-- (or deleted it). Tables, in lock order: webhook_queue (delete), webhook_delivery (update).
CREATE OR REPLACE FUNCTION abandon_webhooks(p_merchant_id bigint, p_endpoint_id uuid) RETURNS void
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
DECLARE
    v_ids uuid[];
BEGIN
    WITH gone AS (
        DELETE FROM webhook_queue WHERE merchant_id = p_merchant_id AND endpoint_id = p_endpoint_id RETURNING delivery_id
    )
    SELECT array_agg(delivery_id) INTO v_ids FROM gone;
    UPDATE webhook_delivery SET state = 'failed'
    WHERE merchant_id = p_merchant_id AND delivery_id = ANY (v_ids) AND state = 'pending';
END
$$;
