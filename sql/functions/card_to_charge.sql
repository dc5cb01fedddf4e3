-- The card that a shopper wants to pay with, once the payment PIN has been verified (verify_pin), in one
-- round trip. verdict 'ok' with the card, 'wrong', 'locked', 'no_card' (the shopper has none of that
-- id: the PIN is not looked at), 'blocked' (its issuer has said never with this card), or 'too_often' (more than
-- p_most_confirms in the window; 0: no limit). A wrong PIN counts as well; asked again after a broken connection, it
-- counts again (four times at most).
-- Tables, in lock order: card (read), shopper (update; verify_pin's).
CREATE OR REPLACE FUNCTION card_to_charge(p_shopper_id uuid, p_card_id uuid, p_pin_hmac bytea, p_max_failures integer,
    p_most_confirms integer, p_window_s integer, p_now timestamptz,
    OUT verdict text, OUT live boolean, OUT pan_nonce bytea, OUT pan_ciphertext bytea, OUT key_version integer,
    OUT bin text, OUT last_four text, OUT brand text, OUT expiry text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    c card;
BEGIN
    SELECT * INTO c FROM card WHERE shopper_id = p_shopper_id AND card_id = p_card_id;
    IF NOT FOUND THEN
        verdict := 'no_card';
        RETURN;
    END IF;
    IF p_most_confirms > 0 AND NOT count_confirm(p_shopper_id, p_most_confirms, p_window_s, p_now) THEN
        verdict := 'too_often';
        RETURN;
    END IF;
    verdict := verify_pin(p_shopper_id, p_pin_hmac, p_max_failures);
    IF verdict <> 'ok' THEN
        RETURN;
    END IF;
    IF c.blocked_at IS NOT NULL THEN
        verdict := 'blocked';
        RETURN;
    END IF;
    SELECT s.mode = 'live' INTO live FROM shopper s WHERE s.shopper_id = p_shopper_id;
    pan_nonce := c.pan_nonce;
    pan_ciphertext := c.pan_ciphertext;
    key_version := c.key_version;
    bin := c.bin;
    last_four := c.last_four;
    brand := c.brand;
    expiry := c.expiry;
END
$$;
GRANT EXECUTE ON FUNCTION card_to_charge TO pay200_api;
