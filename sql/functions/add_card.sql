-- false if the shopper has registered this card number already. Idempotent by p_card_id. Tables: card (insert).
CREATE OR REPLACE FUNCTION add_card(
    p_shopper_id uuid, p_card_id uuid, p_pan_nonce bytea, p_pan_ciphertext bytea, p_key_version integer,
    p_pan_hmac bytea, p_bin text, p_last_four text, p_brand text, p_expiry text, p_now timestamptz
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    INSERT INTO card (shopper_id, card_id, pan_nonce, pan_ciphertext, key_version, pan_hmac, bin, last_four, brand,
        expiry, created_at)
    VALUES (p_shopper_id, p_card_id, p_pan_nonce, p_pan_ciphertext, p_key_version, p_pan_hmac, p_bin, p_last_four,
        p_brand, p_expiry, p_now)
    ON CONFLICT DO NOTHING;
    PERFORM 1 FROM card WHERE shopper_id = p_shopper_id AND card_id = p_card_id;
    RETURN FOUND;
END
$$;
GRANT EXECUTE ON FUNCTION add_card TO pay200_api;
