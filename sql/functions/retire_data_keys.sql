-- Forgets the data keys before the newest, for good. outcome 'retired'; 'none' (there is one key alone); 'rotating';
-- 'young' (the newest is younger than p_least_age: a request that was on its way may still write under an older one, and a
-- link may not have heard of the newest); 'in_use' (something is under an older one). keys: how many were forgotten.
-- Idempotent. Tables, in lock order: data_key (locked, delete), vault_rotation, card, attempt, payment_confirm (read),
-- record_act's.
CREATE OR REPLACE FUNCTION retire_data_keys(p_least_age interval, p_now timestamptz, OUT outcome text, OUT keys integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    k data_key;
BEGIN
    keys := 0;
    SELECT * INTO k FROM data_key ORDER BY key_version DESC LIMIT 1 FOR UPDATE;
    outcome := CASE
        WHEN NOT EXISTS (SELECT 1 FROM data_key WHERE key_version < k.key_version) THEN 'none'
        WHEN EXISTS (SELECT 1 FROM vault_rotation WHERE state <> 'done') THEN 'rotating'
        WHEN k.created_at > p_now - p_least_age THEN 'young'
        WHEN EXISTS (SELECT 1 FROM card WHERE key_version < k.key_version)
            OR EXISTS (SELECT 1 FROM attempt WHERE key_version < k.key_version)
            OR EXISTS (SELECT 1 FROM payment_confirm WHERE key_version < k.key_version) THEN 'in_use'
        ELSE 'retired' END;
    IF outcome <> 'retired' THEN
        RETURN;
    END IF;
    DELETE FROM data_key WHERE key_version < k.key_version;
    GET DIAGNOSTICS keys = ROW_COUNT;
    PERFORM record_act(NULL, NULL, NULL, 'vault', 'retire', k.key_version::text, jsonb_build_object('keys', keys));
END
$$;
GRANT EXECUTE ON FUNCTION retire_data_keys TO pay200_operator;
