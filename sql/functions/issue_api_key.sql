-- Keeps a new key by its hash; false if there is no such merchant. Idempotent by p_key_id.
-- Tables: merchant (read), api_key (insert), record_act's.
CREATE OR REPLACE FUNCTION issue_api_key(p_key_id uuid, p_key_hash bytea, p_merchant_id bigint, p_kind text,
                                         p_prefix text, p_last_four text, p_now timestamptz,
                                         p_by_staff uuid DEFAULT NULL) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    PERFORM 1 FROM merchant WHERE merchant_id = p_merchant_id;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO api_key (key_id, key_hash, merchant_id, kind, prefix, last_four, created_at)
    VALUES (p_key_id, p_key_hash, p_merchant_id, p_kind, p_prefix, p_last_four, p_now) ON CONFLICT DO NOTHING;
    IF FOUND THEN
        PERFORM record_act(p_merchant_id, p_by_staff, NULL, 'key', 'issue', p_key_id::text,
                           jsonb_build_object('kind', p_kind, 'last_four', p_last_four));
    END IF;
    RETURN true;
END
$$;
GRANT EXECUTE ON FUNCTION issue_api_key TO pay200_api, pay200_operator;
