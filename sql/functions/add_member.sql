-- Somebody works for the merchant from now on. Whoever has no account, or has never logged in with the one there is,
-- gets one with a one-time password. outcome: 'added' (the account had been used before: its password stays),
-- 'invited' (p_password_hash is the password until p_password_until), 'already' (works there), 'pending_elsewhere'
-- (another merchant has invited this person, who has not come yet: whoever knows that one-time password must not
-- come in here with it) or 'not_found' (the merchant). staff_id: whose account it is.
-- Called again with the same time and password, it answers the same.
-- Tables, in lock order: merchant (read), staff_login, staff, merchant_member, record_act's.
CREATE OR REPLACE FUNCTION add_member(p_merchant_id bigint, p_staff_id uuid, p_login_id text, p_name text, p_role text,
                                      p_password_hash text, p_password_until timestamptz, p_now timestamptz,
                                      p_by_staff uuid DEFAULT NULL, OUT outcome text,
                                      OUT staff_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
#variable_conflict use_column
DECLARE
    s staff;
    m merchant_member;
BEGIN
    PERFORM 1 FROM merchant WHERE merchant_id = p_merchant_id;
    IF NOT FOUND THEN
        outcome := 'not_found';
        RETURN;
    END IF;
    INSERT INTO staff_login (login_id, staff_id) VALUES (p_login_id, p_staff_id) ON CONFLICT DO NOTHING;
    SELECT l.staff_id INTO add_member.staff_id FROM staff_login l WHERE l.login_id = p_login_id;
    INSERT INTO staff (staff_id, login_id, name, password_hash, must_change, password_until, created_at)
    VALUES (add_member.staff_id, p_login_id, p_name, p_password_hash, true, p_password_until, p_now)
    ON CONFLICT DO NOTHING;
    SELECT * INTO s FROM staff f WHERE f.staff_id = add_member.staff_id FOR UPDATE;
    SELECT * INTO m FROM merchant_member o WHERE o.merchant_id = p_merchant_id AND o.staff_id = s.staff_id;
    IF FOUND AND (m.added_at <> p_now OR (s.totp_enrolled_at IS NULL AND s.password_hash <> p_password_hash)) THEN
        outcome := 'already';
        RETURN;
    END IF;
    outcome := CASE WHEN s.totp_enrolled_at IS NULL THEN 'invited' ELSE 'added' END;
    IF outcome = 'invited' THEN
        PERFORM 1 FROM merchant_member o WHERE o.staff_id = s.staff_id AND o.merchant_id <> p_merchant_id;
        IF FOUND THEN
            outcome := 'pending_elsewhere';
            RETURN;
        END IF;
        UPDATE staff f SET password_hash = p_password_hash, must_change = true, password_until = p_password_until,
            login_failures = 0, login_locked_until = NULL
        WHERE f.staff_id = s.staff_id;
        DELETE FROM staff_session e WHERE e.staff_id = s.staff_id;
    END IF;
    INSERT INTO merchant_member (merchant_id, staff_id, name, role, added_at)
    VALUES (p_merchant_id, s.staff_id, p_name, p_role, p_now) ON CONFLICT DO NOTHING;
    IF FOUND THEN
        PERFORM record_act(p_merchant_id, p_by_staff, NULL, 'member', 'add', s.staff_id::text,
                           jsonb_build_object('role', p_role, 'outcome', outcome));
    END IF;
END
$$;
GRANT EXECUTE ON FUNCTION add_member TO pay200_api, pay200_operator;
