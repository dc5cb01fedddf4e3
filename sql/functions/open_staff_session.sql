-- A password was right: a session that is good for the step p_stage ('totp', 'enroll') alone. Idempotent by
-- p_token_hash. Tables: staff_session (insert).
CREATE OR REPLACE FUNCTION open_staff_session(p_staff_id uuid, p_token_hash bytea, p_stage text, p_expires_at timestamptz,
                                              p_now timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    INSERT INTO staff_session (staff_id, token_hash, stage, created_at, expires_at, last_seen_at)
    VALUES (p_staff_id, p_token_hash, p_stage, p_now, p_expires_at, p_now) ON CONFLICT DO NOTHING;
END
$$;
GRANT EXECUTE ON FUNCTION open_staff_session TO pay200_api;
