-- pgctl webhook listen hears of what happens to the merchant until p_until; called again, it moves that on.
-- Tables: webhook_endpoint (insert or update), record_act's.
CREATE OR REPLACE FUNCTION open_webhook_listener(p_merchant_id bigint, p_endpoint_id uuid, p_url text, p_until timestamptz,
                                                 p_now timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_new boolean;
BEGIN
    PERFORM 1 FROM webhook_endpoint WHERE merchant_id = p_merchant_id AND endpoint_id = p_endpoint_id;
    v_new := NOT FOUND;
    INSERT INTO webhook_endpoint AS e (merchant_id, endpoint_id, url, event_types, state, secret_nonce, secret_ciphertext,
        listens_until, created_at)
    VALUES (p_merchant_id, p_endpoint_id, p_url, '{}', 'enabled', '', '', p_until, p_now)
    ON CONFLICT (merchant_id, endpoint_id) DO UPDATE SET listens_until = EXCLUDED.listens_until
    WHERE e.listens_until IS NOT NULL;
    IF v_new THEN
        PERFORM record_act(p_merchant_id, NULL, NULL, 'endpoint', 'listen', p_endpoint_id::text, NULL);
    END IF;
END
$$;
GRANT EXECUTE ON FUNCTION open_webhook_listener TO pay200_operator;
