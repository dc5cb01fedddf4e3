-- A new password: every session but the one that asked (p_keep_token_hash; null: every one) ends, and
-- the log-in is no longer locked. Idempotent. Tables, in lock order: shopper, shopper_session.
CREATE OR REPLACE FUNCTION change_password(p_shopper_id uuid, p_password_hash text, p_keep_token_hash bytea)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    UPDATE shopper SET password_hash = p_password_hash, login_failures = 0, login_locked_until = NULL
    WHERE shopper_id = p_shopper_id;
    DELETE FROM shopper_session
    WHERE shopper_id = p_shopper_id AND token_hash IS DISTINCT FROM p_keep_token_hash;
END
$$;
GRANT EXECUTE ON FUNCTION change_password TO pay200_api, pay200_operator;
