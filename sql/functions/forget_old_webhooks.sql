-- Deletes what is older than p_keep_months whole months beside the dropped partitions, p_most of a table at most; how
-- many: what the default partitions have, and what still waits to be sent, having been resent, of a log that is gone.
-- Tables: webhook_queue, webhook_delivery, webhook_attempt (delete).
CREATE OR REPLACE FUNCTION forget_old_webhooks(p_keep_months integer, p_most integer, p_now timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_first_kept uuid := least_uuid_v7(date_trunc('month', p_now AT TIME ZONE 'UTC')
                                       - make_interval(months => p_keep_months));
    v_deleted integer;
    v_sum integer := 0;
BEGIN
    DELETE FROM webhook_queue WHERE (merchant_id, delivery_id) IN
        (SELECT merchant_id, delivery_id FROM webhook_queue WHERE delivery_id < v_first_kept LIMIT p_most);
    GET DIAGNOSTICS v_deleted = ROW_COUNT;
    v_sum := v_sum + v_deleted;
    DELETE FROM webhook_delivery_default WHERE (merchant_id, delivery_id) IN
        (SELECT merchant_id, delivery_id FROM webhook_delivery_default WHERE delivery_id < v_first_kept LIMIT p_most);
    GET DIAGNOSTICS v_deleted = ROW_COUNT;
    v_sum := v_sum + v_deleted;
    DELETE FROM webhook_attempt_default WHERE (merchant_id, attempt_id) IN
        (SELECT merchant_id, attempt_id FROM webhook_attempt_default WHERE attempt_id < v_first_kept LIMIT p_most);
    GET DIAGNOSTICS v_deleted = ROW_COUNT;
    RETURN v_sum + v_deleted;
END
$$;
GRANT EXECUTE ON FUNCTION forget_old_webhooks TO pay200_relay;
