-- false if the log-in name is taken in this mode. Idempotent by p_shopper_id.
-- Tables, in lock order: shopper_login, shopper (insert), record_act's.
CREATE OR REPLACE FUNCTION create_shopper(p_shopper_id uuid, p_mode text, p_login_id text, p_name text,
                                          p_password_hash text, p_pin_hmac bytea, p_now timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_owner uuid;
BEGIN
    INSERT INTO shopper_login (login_id, mode, shopper_id) VALUES (p_login_id, p_mode, p_shopper_id)
    ON CONFLICT DO NOTHING;
    SELECT shopper_id INTO v_owner FROM shopper_login WHERE login_id = p_login_id AND mode = p_mode;
    IF v_owner <> p_shopper_id THEN
        RETURN false;
    END IF;
    INSERT INTO shopper (shopper_id, mode, login_id, name, password_hash, pin_hmac, created_at)
    VALUES (p_shopper_id, p_mode, p_login_id, p_name, p_password_hash, p_pin_hmac, p_now) ON CONFLICT DO NOTHING;
    IF FOUND THEN
        PERFORM record_act(NULL, NULL, NULL, 'shopper', 'add', p_shopper_id::text, jsonb_build_object('mode', p_mode));
    END IF;
    RETURN true;
END
$$;
GRANT EXECUTE ON FUNCTION create_shopper TO pay200_api, pay200_operator;
