-- Every endpoint's secrets as they are sealed: the one of now, and those before a rotation while they are kept.
-- Tables: webhook_endpoint (read).
CREATE OR REPLACE FUNCTION sealed_webhook_secrets()
RETURNS TABLE (merchant_id bigint, endpoint_id uuid, nonce bytea, ciphertext bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT e.merchant_id, e.endpoint_id, s.nonce, s.ciphertext
        FROM webhook_endpoint e CROSS JOIN LATERAL (VALUES
            (e.secret_nonce, e.secret_ciphertext), (e.previous_nonce, e.previous_ciphertext),
            (e.oldest_nonce, e.oldest_ciphertext)) AS s(nonce, ciphertext)
        WHERE s.nonce IS NOT NULL;
END
$$;
GRANT EXECUTE ON FUNCTION sealed_webhook_secrets TO pay200_operator;
