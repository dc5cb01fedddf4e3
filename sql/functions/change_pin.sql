-- A new payment PIN, by a shopper who has just proved the password (which count_login_try had counted as
-- wrong): a PIN that was locked is free again. What rested on the old one ends: every session but the one
-- that asks (p_keep_token_hash), and every passkey. Idempotent.
-- Tables, in lock order: shopper (update), shopper_session (delete), passkey (delete).
CREATE OR REPLACE FUNCTION change_pin(p_shopper_id uuid, p_pin_hmac bytea, p_keep_token_hash bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    UPDATE shopper SET pin_hmac = p_pin_hmac, pin_failures = 0, login_failures = 0, login_locked_until = NULL
    WHERE shopper_id = p_shopper_id;
    DELETE FROM shopper_session WHERE shopper_id = p_shopper_id AND token_hash <> p_keep_token_hash;
    DELETE FROM passkey WHERE shopper_id = p_shopper_id;
END
$$;
GRANT EXECUTE ON FUNCTION change_pin TO pay200_api;
