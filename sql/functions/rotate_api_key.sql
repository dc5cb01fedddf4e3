-- Gives a key a successor of the same merchant and kind; the old one is refused from p_ends_at on,
-- or is revoked if that is not after p_now. 'rotated'; 'ended' (revoked or expired before), 'rotated_before' (it
-- has another successor), or 'not_found'. Idempotent by p_successor_id.
-- Tables: api_key (locked, insert, update), api_key_change (update), record_act's.
CREATE OR REPLACE FUNCTION rotate_api_key(p_key_id uuid, p_successor_id uuid, p_key_hash bytea, p_last_four text,
                                          p_ends_at timestamptz, p_now timestamptz,
                                          p_by_staff uuid DEFAULT NULL) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    k api_key;
BEGIN
    SELECT * INTO k FROM api_key WHERE key_id = p_key_id FOR UPDATE;
    IF NOT FOUND THEN
        RETURN 'not_found';
    ELSIF k.successor_id = p_successor_id THEN  -- called again after a broken connection
        RETURN 'rotated';
    ELSIF k.revoked_at IS NOT NULL OR k.expires_at <= p_now THEN
        RETURN 'ended';
    ELSIF k.successor_id IS NOT NULL THEN
        RETURN 'rotated_before';
    END IF;
    INSERT INTO api_key (key_id, key_hash, merchant_id, kind, prefix, last_four, created_at)
    VALUES (p_successor_id, p_key_hash, k.merchant_id, k.kind, k.prefix, p_last_four, p_now);
    UPDATE api_key SET successor_id = p_successor_id, expires_at = greatest(p_ends_at, p_now),
        revoked_at = CASE WHEN p_ends_at <= p_now THEN p_now END
    WHERE key_id = p_key_id;
    UPDATE api_key_change SET version = version + 1;
    PERFORM record_act(k.merchant_id, p_by_staff, NULL, 'key', 'rotate', p_key_id::text,
                       jsonb_build_object('successor', p_successor_id, 'last_four', p_last_four,
                                          'ends_at', greatest(p_ends_at, p_now)));
    RETURN 'rotated';
END
$$;
GRANT EXECUTE ON FUNCTION rotate_api_key TO pay200_api, pay200_operator;
