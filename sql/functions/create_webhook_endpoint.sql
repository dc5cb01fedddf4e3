-- A new endpoint, enabled; p_event_types empty: it hears of everything. 'created' or 'too_many' (the merchant has
-- p_most; two at once may make one more, which harms nobody). Idempotent by p_endpoint_id.
-- Tables: webhook_endpoint (insert).
CREATE OR REPLACE FUNCTION create_webhook_endpoint(
    p_merchant_id bigint, p_endpoint_id uuid, p_url text, p_description text, p_event_types text[],
    p_secret_nonce bytea, p_secret_ciphertext bytea, p_most integer, p_now timestamptz
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    PERFORM 1 FROM webhook_endpoint WHERE merchant_id = p_merchant_id AND endpoint_id = p_endpoint_id;
    IF FOUND THEN  -- called again after a broken connection
        RETURN 'created';
    END IF;
    IF (SELECT count(*) FROM webhook_endpoint WHERE merchant_id = p_merchant_id AND listens_until IS NULL) >= p_most THEN
        RETURN 'too_many';
    END IF;
    INSERT INTO webhook_endpoint (merchant_id, endpoint_id, url, description, event_types, state, secret_nonce,
        secret_ciphertext, created_at)
    VALUES (p_merchant_id, p_endpoint_id, p_url, p_description, p_event_types, 'enabled', p_secret_nonce,
        p_secret_ciphertext, p_now);
    RETURN 'created';
END
$$;
GRANT EXECUTE ON FUNCTION create_webhook_endpoint TO pay200_api;
