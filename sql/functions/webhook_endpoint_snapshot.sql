-- An endpoint as it is now, without its secrets; null if there is none (a listener is none).
-- Tables: webhook_endpoint (read).
CREATE OR REPLACE FUNCTION webhook_endpoint_snapshot(p_merchant_id bigint, p_endpoint_id uuid) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pay200, pg_temp AS $$
    SELECT to_jsonb(e) - ARRAY['secret_nonce', 'secret_ciphertext', 'previous_nonce', 'previous_ciphertext',
        'oldest_nonce', 'oldest_ciphertext']
    FROM webhook_endpoint e
    WHERE merchant_id = p_merchant_id AND endpoint_id = p_endpoint_id AND listens_until IS NULL
$$;
