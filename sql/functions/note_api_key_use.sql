-- The key has been used. Idempotent; an earlier time never overwrites a later one.
-- Tables: api_key_use (insert or update).
CREATE OR REPLACE FUNCTION note_api_key_use(p_merchant_id bigint, p_key_id uuid, p_now timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    INSERT INTO api_key_use AS u (merchant_id, key_id, last_used_at) VALUES (p_merchant_id, p_key_id, p_now)
    ON CONFLICT (merchant_id, key_id) DO UPDATE SET last_used_at = EXCLUDED.last_used_at
    WHERE u.last_used_at < EXCLUDED.last_used_at;
END
$$;
GRANT EXECUTE ON FUNCTION note_api_key_use TO pay200_api;
