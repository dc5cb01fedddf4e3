-- 'revoked', 'already' (revoked before), or 'not_found'. Called again at the same time, it answers
-- the same. Tables: api_key (update), api_key_change (update), record_act's.
CREATE OR REPLACE FUNCTION revoke_api_key(p_key_id uuid, p_now timestamptz, p_by_staff uuid DEFAULT NULL) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_revoked_at timestamptz;
    v_merchant_id bigint;
BEGIN
    UPDATE api_key SET revoked_at = p_now WHERE key_id = p_key_id AND revoked_at IS NULL
    RETURNING merchant_id INTO v_merchant_id;
    IF FOUND THEN
        UPDATE api_key_change SET version = version + 1;
        PERFORM record_act(v_merchant_id, p_by_staff, NULL, 'key', 'revoke', p_key_id::text, NULL);
    END IF;
    SELECT revoked_at INTO v_revoked_at FROM api_key WHERE key_id = p_key_id;
    RETURN CASE WHEN NOT FOUND THEN 'not_found' WHEN v_revoked_at = p_now THEN 'revoked' ELSE 'already' END;
END
$$;
GRANT EXECUTE ON FUNCTION revoke_api_key TO pay200_api, pay200_operator;
