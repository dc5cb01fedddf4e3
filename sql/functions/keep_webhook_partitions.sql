-- Makes the log's partitions of this month and the two after it, and drops what is older than p_keep_months whole
-- months. A month that has rows in the default partition already stays there. Idempotent; two at once wait.
-- Tables: webhook_delivery, webhook_attempt (their partitions made and dropped).
CREATE OR REPLACE FUNCTION keep_webhook_partitions(p_keep_months integer, p_now timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_month timestamp := date_trunc('month', p_now AT TIME ZONE 'UTC');
    v_parent text;
    v_begin timestamp;
    v_name text;
BEGIN
    FOREACH v_parent IN ARRAY ARRAY['webhook_delivery', 'webhook_attempt'] LOOP
        FOR i IN 0..2 LOOP
            v_begin := v_month + make_interval(months => i);
            v_name := v_parent || to_char(v_begin, '_YYYY_MM');
            IF to_regclass(v_name) IS NULL THEN
                BEGIN
                    EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', v_name, v_parent,
                        least_uuid_v7(v_begin), least_uuid_v7(v_begin + interval '1 month'));
                EXCEPTION WHEN check_violation OR duplicate_table OR unique_violation THEN
                    NULL;  -- the default partition has it, or another relay has just made it
                END;
            END IF;
        END LOOP;
        v_begin := v_month - make_interval(months => p_keep_months);
        FOR v_name IN SELECT c.relname FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid
            WHERE h.inhparent = v_parent::regclass AND c.relname ~ '_\d{4}_\d{2}$'
                AND c.relname < v_parent || to_char(v_begin, '_YYYY_MM')
        LOOP
            EXECUTE format('DROP TABLE %I', v_name);
        END LOOP;
    END LOOP;
    DELETE FROM webhook_delivery_default WHERE delivery_id < least_uuid_v7(v_begin);
    DELETE FROM webhook_attempt_default WHERE attempt_id < least_uuid_v7(v_begin);
END
$$;
GRANT EXECUTE ON FUNCTION keep_webhook_partitions TO pay200_relay;
