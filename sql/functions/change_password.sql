-- A new password: every session but the one that asked (p_keep_token_hash; null: every one) ends, and the log-in is no
-- longer locked. False: p_old_hash (null: an operator sets it, whatever it was), which was compared, is the password no
-- more, and nothing is changed. Idempotent. Tables, in lock order: shopper, shopper_session, record_act's.
CREATE OR REPLACE FUNCTION change_password(p_shopper_id uuid, p_old_hash text, p_password_hash text,
                                           p_keep_token_hash bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_before text;
BEGIN
    SELECT password_hash INTO v_before FROM shopper WHERE shopper_id = p_shopper_id FOR UPDATE;
    UPDATE shopper SET password_hash = p_password_hash, login_failures = 0, login_locked_until = NULL
    WHERE shopper_id = p_shopper_id AND (p_old_hash IS NULL OR password_hash IN (p_old_hash, p_password_hash));
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    DELETE FROM shopper_session
    WHERE shopper_id = p_shopper_id AND token_hash IS DISTINCT FROM p_keep_token_hash;
    IF p_old_hash IS NULL AND v_before <> p_password_hash THEN  -- not again after a broken connection
        PERFORM record_act(NULL, NULL, NULL, 'shopper', 'reset-password', p_shopper_id::text, NULL);
    END IF;
    RETURN true;
END
$$;
GRANT EXECUTE ON FUNCTION change_password TO pay200_api, pay200_operator;
