-- Pages of this origin may use the merchant's client keys from now on. 'allowed', 'already' or
-- 'not_found' (the merchant). Called again at the same time, it answers the same.
-- Tables: merchant (read), merchant_origin (insert), record_act's.
CREATE OR REPLACE FUNCTION allow_origin(p_merchant_id bigint, p_origin text, p_now timestamptz,
                                        p_by_staff uuid DEFAULT NULL) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_created_at timestamptz;
BEGIN
    PERFORM 1 FROM merchant WHERE merchant_id = p_merchant_id;
    IF NOT FOUND THEN
        RETURN 'not_found';
    END IF;
    INSERT INTO merchant_origin (merchant_id, origin, created_at) VALUES (p_merchant_id, p_origin, p_now)
    ON CONFLICT DO NOTHING;
    IF FOUND THEN
        PERFORM record_act(p_merchant_id, p_by_staff, NULL, 'origin', 'allow', p_origin, NULL);
    END IF;
    SELECT created_at INTO v_created_at FROM merchant_origin WHERE merchant_id = p_merchant_id AND origin = p_origin;
    RETURN CASE WHEN v_created_at = p_now THEN 'allowed' ELSE 'already' END;
END
$$;
GRANT EXECUTE ON FUNCTION allow_origin TO pay200_api, pay200_operator;
