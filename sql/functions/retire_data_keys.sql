-- Forgets the data keys before the newest, for good. outcome 'retired'; 'none' (there is one key alone); 'rotating';
-- 'young' (the rotation was done, or the newest made, less than p_least_age ago: a request that was on its way then may
-- still write under an older one, and a link may not have heard of the newest); 'in_use' (something is under an older one:
-- the rotation goes on, as it would after a pass that has met it). p_only_look: that is said, and nothing changed.
-- keys: how many were forgotten, or would be. Idempotent.
-- Tables, in lock order: data_key (the older ones locked, delete),
-- vault_rotation (update), card, attempt, payment_confirm (read), record_act's.
CREATE OR REPLACE FUNCTION retire_data_keys(p_least_age interval, p_only_look boolean, p_now timestamptz,
                                            OUT outcome text, OUT keys integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_newest integer := (SELECT max(key_version) FROM data_key);
    v_since timestamptz := (SELECT created_at FROM data_key WHERE key_version = v_newest);
    r vault_rotation;
BEGIN
    PERFORM 1 FROM data_key WHERE key_version < v_newest ORDER BY key_version FOR UPDATE;
    SELECT count(*) INTO keys FROM data_key WHERE key_version < v_newest;
    SELECT * INTO r FROM vault_rotation;
    outcome := CASE
        WHEN keys = 0 THEN 'none'
        WHEN r.state <> 'done' THEN 'rotating'
        WHEN greatest(v_since, r.stepped_at) > p_now - p_least_age THEN 'young'
        WHEN EXISTS (SELECT 1 FROM card WHERE key_version < v_newest)
            OR EXISTS (SELECT 1 FROM attempt WHERE key_version < v_newest)
            OR EXISTS (SELECT 1 FROM payment_confirm WHERE key_version < v_newest) THEN 'in_use'
        ELSE 'retired' END;
    IF outcome <> 'retired' THEN
        keys := 0;
    END IF;
    IF p_only_look THEN
        RETURN;
    END IF;
    IF outcome = 'in_use' THEN
        UPDATE vault_rotation SET state = 'resealing', stage = 'card', after_owner = NULL, after_id = NULL, stale = 0
        WHERE state = 'done' AND to_version = v_newest;
    ELSIF outcome = 'retired' THEN
        DELETE FROM data_key WHERE key_version < v_newest;
        PERFORM record_act(NULL, NULL, NULL, 'vault', 'retire', v_newest::text, jsonb_build_object('keys', keys));
    END IF;
END
$$;
GRANT EXECUTE ON FUNCTION retire_data_keys TO pay200_operator;
