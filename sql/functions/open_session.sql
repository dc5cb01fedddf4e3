-- A log-in that succeeded: its session, and the failures before it forgotten. Tables: shopper_session, shopper.
CREATE OR REPLACE FUNCTION open_session(p_shopper_id uuid, p_token_hash bytea, p_expires_at timestamptz,
                                        p_now timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    INSERT INTO shopper_session (shopper_id, token_hash, created_at, expires_at)
    VALUES (p_shopper_id, p_token_hash, p_now, p_expires_at) ON CONFLICT DO NOTHING;
    UPDATE shopper SET login_failures = 0, login_locked_until = NULL
    WHERE shopper_id = p_shopper_id AND login_failures > 0;
END
$$;
GRANT EXECUTE ON FUNCTION open_session TO pay200_api;
