-- Registers a card; the first is the default one. 'added'; 'duplicate' (the shopper has this card number already); 'too_many' (the
-- shopper has p_most_cards). Idempotent by p_card_id. The shopper's row lock keeps the count true.
-- Tables, in lock order: shopper (lock), data_key (shared lock), card (insert).
CREATE OR REPLACE FUNCTION add_card(
    p_shopper_id uuid, p_card_id uuid, p_pan_nonce bytea, p_pan_ciphertext bytea, p_key_version integer,
    p_pan_hmac bytea, p_bin text, p_last_four text, p_brand text, p_expiry text, p_most_cards integer,
    p_now timestamptz
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    PERFORM 1 FROM shopper WHERE shopper_id = p_shopper_id FOR UPDATE;
    PERFORM 1 FROM card WHERE shopper_id = p_shopper_id AND card_id = p_card_id;
    IF FOUND THEN  -- called again after a broken connection
        RETURN 'added';
    END IF;
    PERFORM 1 FROM card WHERE shopper_id = p_shopper_id AND pan_hmac = p_pan_hmac;
    IF FOUND THEN
        RETURN 'duplicate';
    END IF;
    IF (SELECT count(*) FROM card WHERE shopper_id = p_shopper_id) >= p_most_cards THEN
        RETURN 'too_many';
    END IF;
    -- Retired since it was sealed: better refused than never opened again. Whoever retires it waits for this.
    PERFORM 1 FROM data_key WHERE key_version = p_key_version FOR KEY SHARE;
    IF NOT FOUND AND EXISTS (SELECT 1 FROM data_key) THEN
        RAISE EXCEPTION 'the card is sealed under data key %, which is no more', p_key_version;
    END IF;
    INSERT INTO card (shopper_id, card_id, pan_nonce, pan_ciphertext, key_version, pan_hmac, bin, last_four, brand,
        expiry, created_at, default_since)
    VALUES (p_shopper_id, p_card_id, p_pan_nonce, p_pan_ciphertext, p_key_version, p_pan_hmac, p_bin, p_last_four,
        p_brand, p_expiry, p_now,
        CASE WHEN NOT EXISTS (SELECT 1 FROM card WHERE shopper_id = p_shopper_id) THEN p_now END);
    RETURN 'added';
END
$$;
GRANT EXECUTE ON FUNCTION add_card TO pay200_api;
