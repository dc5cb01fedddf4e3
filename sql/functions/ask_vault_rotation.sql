-- Card numbers are to go over to a new data key. to_version: its number; newly: false if a rotation to it is on its way.
-- Tables, in lock order: vault_rotation (locked; insert or update), data_key (read), record_act's.
CREATE OR REPLACE FUNCTION ask_vault_rotation(p_now timestamptz, OUT to_version integer, OUT newly boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
#variable_conflict use_column
DECLARE
    r vault_rotation;
BEGIN
    SELECT * INTO r FROM vault_rotation FOR UPDATE;
    newly := coalesce(r.state = 'done', true);
    IF NOT newly THEN
        ask_vault_rotation.to_version := r.to_version;
        RETURN;
    END IF;
    SELECT coalesce(max(key_version), 0) + 1 INTO ask_vault_rotation.to_version FROM data_key;
    INSERT INTO vault_rotation AS v (only_row, to_version, state, stage, stale, resealed, asked_at)
    VALUES (true, ask_vault_rotation.to_version, 'asked', 'card', 0, 0, p_now)
    ON CONFLICT (only_row) DO UPDATE SET to_version = EXCLUDED.to_version, state = 'asked', stage = 'card',
        after_owner = NULL, after_id = NULL, stale = 0, resealed = 0, asked_at = EXCLUDED.asked_at, stepped_at = NULL
    WHERE v.state = 'done';
    IF NOT FOUND THEN  -- the first ever, asked for by two at once
        newly := false;
        RETURN;
    END IF;
    PERFORM record_act(NULL, NULL, NULL, 'vault', 'rotate', ask_vault_rotation.to_version::text, NULL);
END
$$;
GRANT EXECUTE ON FUNCTION ask_vault_rotation TO pay200_operator;
