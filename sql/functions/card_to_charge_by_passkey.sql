-- As card_to_charge, for a payment that a passkey has confirmed instead of the PIN: the caller has verified what
-- it signed; here its challenge is used up (use_passkey). verdict 'ok' with the card, 'no_card', 'blocked' and
-- 'too_often' as there, or use_passkey's. The PIN's failures neither count here nor are they forgotten.
-- Idempotent by p_spent_by.
-- Tables, in lock order: card (read), shopper (update; count_confirm's), passkey, spent_challenge (use_passkey's).
CREATE OR REPLACE FUNCTION card_to_charge_by_passkey(p_shopper_id uuid, p_card_id uuid, p_passkey_id uuid,
    p_sign_count bigint, p_challenge_id uuid, p_spent_by uuid, p_challenge_expires_at timestamptz,
    p_most_confirms integer, p_window_s integer, p_now timestamptz,
    OUT verdict text, OUT live boolean, OUT pan_nonce bytea, OUT pan_ciphertext bytea, OUT key_version integer,
    OUT bin text, OUT last_four text, OUT brand text, OUT expiry text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    PERFORM 1 FROM card WHERE shopper_id = p_shopper_id AND card_id = p_card_id;
    IF NOT FOUND THEN
        verdict := 'no_card';
        RETURN;
    END IF;
    IF p_most_confirms > 0 AND NOT count_confirm(p_shopper_id, p_most_confirms, p_window_s, p_now) THEN
        verdict := 'too_often';
        RETURN;
    END IF;
    verdict := use_passkey(p_shopper_id, p_passkey_id, p_sign_count, p_challenge_id, p_spent_by,
        p_challenge_expires_at, p_now);
    IF verdict <> 'ok' THEN
        RETURN;
    END IF;
    SELECT CASE WHEN c.blocked_at IS NULL THEN 'ok' ELSE 'blocked' END, s.mode = 'live', c.pan_nonce,
        c.pan_ciphertext, c.key_version, c.bin, c.last_four, c.brand, c.expiry
    INTO verdict, live, pan_nonce, pan_ciphertext, key_version, bin, last_four, brand, expiry
    FROM card c JOIN shopper s ON s.shopper_id = c.shopper_id
    WHERE c.shopper_id = p_shopper_id AND c.card_id = p_card_id;
    IF NOT FOUND THEN  -- deleted meanwhile
        verdict := 'no_card';
    END IF;
END
$$;
GRANT EXECUTE ON FUNCTION card_to_charge_by_passkey TO pay200_api;
