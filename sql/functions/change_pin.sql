-- A new payment PIN, by a shopper who has just proved the password p_password_hash (which count_login_try had counted as
-- wrong; false: it is the password no more, and nothing is changed): a PIN that was locked is free again. What rested on the old one ends: every session but the one
-- that asks (p_keep_token_hash), and every passkey. Idempotent.
-- Tables, in lock order: shopper (update), shopper_session (delete), passkey (delete).
CREATE OR REPLACE FUNCTION change_pin(p_shopper_id uuid, p_password_hash text, p_pin_hmac bytea, p_keep_token_hash bytea)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    UPDATE shopper SET pin_hmac = p_pin_hmac, pin_failures = 0, login_failures = 0, login_locked_until = NULL
    WHERE shopper_id = p_shopper_id AND password_hash = p_password_hash;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    DELETE FROM shopper_session WHERE shopper_id = p_shopper_id AND token_hash <> p_keep_token_hash;
    DELETE FROM passkey WHERE shopper_id = p_shopper_id;
    RETURN true;
END
$$;
GRANT EXECUTE ON FUNCTION change_pin TO pay200_api;
