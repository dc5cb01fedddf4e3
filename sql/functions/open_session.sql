-- The password p_password_hash (null: of an account just made) was right: its session, and the failures before it forgotten. False: it is the password no
-- more. Idempotent by p_token_hash. Tables, in lock order: shopper (locked), shopper_session.
CREATE OR REPLACE FUNCTION open_session(p_shopper_id uuid, p_password_hash text, p_token_hash bytea,
                                        p_expires_at timestamptz, p_now timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    PERFORM 1 FROM shopper WHERE shopper_id = p_shopper_id 
        AND (p_password_hash IS NULL OR password_hash = p_password_hash) FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO shopper_session (shopper_id, token_hash, created_at, expires_at)
    VALUES (p_shopper_id, p_token_hash, p_now, p_expires_at) ON CONFLICT DO NOTHING;
    UPDATE shopper SET login_failures = 0, login_locked_until = NULL
    WHERE shopper_id = p_shopper_id AND login_failures > 0;
    RETURN true;
END
$$;
GRANT EXECUTE ON FUNCTION open_session TO pay200_api;
