-- 'revoked', 'already' (revoked before), or 'not_found'. Tables: api_key (update).
CREATE OR REPLACE FUNCTION revoke_api_key(p_key_id uuid, p_now timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    UPDATE api_key SET revoked_at = p_now WHERE key_id = p_key_id AND revoked_at IS NULL;
    IF FOUND THEN
        RETURN 'revoked';
    END IF;
    PERFORM 1 FROM api_key WHERE key_id = p_key_id;
    RETURN CASE WHEN FOUND THEN 'already' ELSE 'not_found' END;
END
$$;
GRANT EXECUTE ON FUNCTION revoke_api_key TO pay200_operator;
