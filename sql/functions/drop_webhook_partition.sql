-- Drops one partition of the logs that is older than p_keep_months whole months; false if there is none.
-- Tables: webhook_delivery, webhook_attempt (a partition dropped).
CREATE OR REPLACE FUNCTION drop_webhook_partition(p_keep_months integer, p_now timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_first_kept text := to_char((p_now AT TIME ZONE 'UTC') - make_interval(months => p_keep_months), 'YYYY_MM');
    v_name text;
BEGIN
    SELECT c.relname INTO v_name FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid
    WHERE h.inhparent IN ('webhook_delivery'::regclass, 'webhook_attempt'::regclass)
        AND c.relname ~ '_\d{4}_\d{2}$' AND right(c.relname, 7) < v_first_kept
    LIMIT 1;
    IF v_name IS NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('DROP TABLE IF EXISTS %I', v_name);  -- another relay may have been quicker
    RETURN true;
END
$$;
GRANT EXECUTE ON FUNCTION drop_webhook_partition TO pay200_relay;
