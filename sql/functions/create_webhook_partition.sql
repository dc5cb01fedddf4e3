-- Makes a log's partition of the month that is p_ahead months from now. p_log: 'webhook_delivery' or 'webhook_attempt'.
-- A month that has rows in the default partition already stays there. Idempotent; two at once wait.
-- Tables: p_log (a partition made; its default one is read, and locked while it is looked through again).
CREATE OR REPLACE FUNCTION create_webhook_partition(p_log text, p_ahead integer, p_now timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_begin timestamp := date_trunc('month', p_now AT TIME ZONE 'UTC') + make_interval(months => p_ahead);
    v_first uuid := least_uuid_v7(v_begin);
    v_behind uuid := least_uuid_v7(v_begin + interval '1 month');
    v_name text := p_log || to_char(v_begin, '_YYYY_MM');
    v_taken boolean;
BEGIN
    IF to_regclass(v_name) IS NOT NULL THEN
        RETURN;
    END IF;
    EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE %2$I >= $1 AND %2$I < $2)', p_log || '_default',
        replace(p_log, 'webhook_', '') || '_id') INTO v_taken USING v_first, v_behind;
    IF v_taken THEN
        RETURN;
    END IF;
    EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', v_name, p_log, v_first, v_behind);
EXCEPTION WHEN check_violation OR duplicate_table OR unique_violation THEN
    NULL;  -- the default partition has just got one, or another relay has just made it
END
$$;
GRANT EXECUTE ON FUNCTION create_webhook_partition TO pay200_relay;
