-- Registers a passkey, once for each challenge, whose id is p_passkey_id. 'added'; 'spent' (the challenge has
-- been used); 'duplicate' (the shopper has this passkey already); 'too_many' (the shopper has p_most_passkeys).
-- Idempotent by p_passkey_id with the same credential. The shopper's row lock keeps the count true.
-- Tables, in lock order: shopper (lock), passkey (insert), spent_challenge (insert).
CREATE OR REPLACE FUNCTION add_passkey(
    p_shopper_id uuid, p_passkey_id uuid, p_credential_id bytea, p_algorithm integer, p_public_key bytea,
    p_sign_count bigint, p_backup_eligible boolean, p_transports text[], p_name text,
    p_challenge_expires_at timestamptz, p_most_passkeys integer, p_now timestamptz
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_credential_id bytea;
BEGIN
    PERFORM 1 FROM shopper WHERE shopper_id = p_shopper_id FOR UPDATE;
    SELECT credential_id INTO v_credential_id FROM passkey
    WHERE shopper_id = p_shopper_id AND passkey_id = p_passkey_id;
    IF FOUND THEN  -- called again after a broken connection, or the challenge used for another passkey
        RETURN CASE WHEN v_credential_id = p_credential_id THEN 'added' ELSE 'spent' END;
    END IF;
    PERFORM 1 FROM spent_challenge WHERE shopper_id = p_shopper_id AND challenge_id = p_passkey_id;
    IF FOUND THEN
        RETURN 'spent';
    END IF;
    PERFORM 1 FROM passkey WHERE shopper_id = p_shopper_id AND credential_id = p_credential_id;
    IF FOUND THEN
        RETURN 'duplicate';
    END IF;
    IF (SELECT count(*) FROM passkey WHERE shopper_id = p_shopper_id) >= p_most_passkeys THEN
        RETURN 'too_many';
    END IF;
    INSERT INTO passkey (shopper_id, passkey_id, credential_id, algorithm, public_key, sign_count, backup_eligible,
        transports, name, created_at)
    VALUES (p_shopper_id, p_passkey_id, p_credential_id, p_algorithm, p_public_key, p_sign_count, p_backup_eligible,
        p_transports, p_name, p_now);
    -- It outlives the passkey: what is deleted does not come back by the same challenge.
    INSERT INTO spent_challenge (shopper_id, challenge_id, spent_by, expires_at)
    VALUES (p_shopper_id, p_passkey_id, p_passkey_id, p_challenge_expires_at);
    RETURN 'added';
END
$$;
GRANT EXECUTE ON FUNCTION add_passkey TO pay200_api;
