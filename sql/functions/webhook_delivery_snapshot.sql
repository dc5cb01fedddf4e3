-- A webhook as it is now, without its body, and next_at while it waits. Tables: webhook_delivery, webhook_queue (read).
CREATE OR REPLACE FUNCTION webhook_delivery_snapshot(p_merchant_id bigint, p_delivery_id uuid) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pay200, pg_temp AS $$
    SELECT to_jsonb(d) - 'body' || jsonb_build_object('next_at', q.next_at)
    FROM webhook_delivery d
    LEFT JOIN webhook_queue q ON q.merchant_id = p_merchant_id AND q.delivery_id = p_delivery_id
    WHERE d.merchant_id = p_merchant_id AND d.delivery_id = p_delivery_id
$$;
