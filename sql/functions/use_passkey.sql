-- What a passkey has signed is used, once: 'ok'; 'no_passkey' (deleted meanwhile); 'spent' (the challenge has
-- been used); 'cloned' (its counter did not grow: there is a copy of it somewhere). Idempotent by p_spent_by.
-- Called within card_to_charge_by_passkey. The signature has been verified by the caller.
-- Tables, in lock order: passkey (update), spent_challenge (insert).
CREATE OR REPLACE FUNCTION use_passkey(p_shopper_id uuid, p_passkey_id uuid, p_sign_count bigint, p_challenge_id uuid,
    p_spent_by uuid, p_challenge_expires_at timestamptz, p_now timestamptz) RETURNS text
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
DECLARE
    v_sign_count bigint;
    v_spent_by uuid;
BEGIN
    SELECT sign_count INTO v_sign_count FROM passkey
    WHERE shopper_id = p_shopper_id AND passkey_id = p_passkey_id FOR UPDATE;
    IF NOT FOUND THEN
        RETURN 'no_passkey';
    END IF;
    SELECT spent_by INTO v_spent_by FROM spent_challenge
    WHERE shopper_id = p_shopper_id AND challenge_id = p_challenge_id;
    IF FOUND THEN
        RETURN CASE WHEN v_spent_by = p_spent_by THEN 'ok' ELSE 'spent' END;
    END IF;
    -- A counter that is always 0 counts nothing.
    IF (p_sign_count > 0 OR v_sign_count > 0) AND p_sign_count <= v_sign_count THEN
        RETURN 'cloned';
    END IF;
    -- Two passkeys may be shown for one challenge at once: the second waits here for the first.
    INSERT INTO spent_challenge (shopper_id, challenge_id, spent_by, expires_at)
    VALUES (p_shopper_id, p_challenge_id, p_spent_by, p_challenge_expires_at) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN 'spent';
    END IF;
    UPDATE passkey SET sign_count = p_sign_count, last_used_at = p_now
    WHERE shopper_id = p_shopper_id AND passkey_id = p_passkey_id;
    RETURN 'ok';
END
$$;
