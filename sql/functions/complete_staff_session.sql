-- The second factor was right: the session of the first step gives way to one that is good for everything, under
-- another token, and the failures before it are forgotten. The caller holds the staff's lock.
-- Tables, in lock order: staff, staff_session, record_act's.
CREATE OR REPLACE FUNCTION complete_staff_session(p_staff_id uuid, p_old_hash bytea, p_new_hash bytea,
                                                  p_expires_at timestamptz, p_now timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
BEGIN
    UPDATE staff SET login_failures = 0, login_locked_until = NULL WHERE staff_id = p_staff_id;
    DELETE FROM staff_session WHERE staff_id = p_staff_id AND token_hash = p_old_hash;
    INSERT INTO staff_session (staff_id, token_hash, stage, created_at, expires_at, last_seen_at)
    VALUES (p_staff_id, p_new_hash, 'full', p_now, p_expires_at, p_now);
    PERFORM record_act(NULL, p_staff_id, NULL, 'staff', 'log-in', p_staff_id::text, NULL);
END
$$;
