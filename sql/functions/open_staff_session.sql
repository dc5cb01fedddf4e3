-- The password p_password_hash was right: a session that is good for the step p_stage ('totp', 'enroll') alone. False:
-- it is the password no more, or the account has been locked meanwhile. Idempotent by p_token_hash.
-- Tables, in lock order: staff (locked), staff_session (insert).
CREATE OR REPLACE FUNCTION open_staff_session(p_staff_id uuid, p_password_hash text, p_token_hash bytea, p_stage text,
                                              p_expires_at timestamptz, p_now timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    PERFORM 1 FROM staff
    WHERE staff_id = p_staff_id AND password_hash = p_password_hash AND locked_at IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO staff_session (staff_id, token_hash, stage, created_at, expires_at, last_seen_at)
    VALUES (p_staff_id, p_token_hash, p_stage, p_now, p_expires_at, p_now) ON CONFLICT DO NOTHING;
    RETURN true;
END
$$;
GRANT EXECUTE ON FUNCTION open_staff_session TO pay200_api;
