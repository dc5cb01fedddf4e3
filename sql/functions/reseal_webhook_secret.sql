-- The same secret of an endpoint, sealed by another webhook key. False: none is (any more) as it was read.
-- Tables, in lock order: webhook_endpoint (update), record_act's.
CREATE OR REPLACE FUNCTION reseal_webhook_secret(p_merchant_id bigint, p_endpoint_id uuid, p_old_nonce bytea,
                                                 p_nonce bytea, p_ciphertext bytea, p_operator text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    UPDATE webhook_endpoint SET
        secret_nonce = CASE secret_nonce WHEN p_old_nonce THEN p_nonce ELSE secret_nonce END,
        secret_ciphertext = CASE secret_nonce WHEN p_old_nonce THEN p_ciphertext ELSE secret_ciphertext END,
        previous_nonce = CASE previous_nonce WHEN p_old_nonce THEN p_nonce ELSE previous_nonce END,
        previous_ciphertext = CASE previous_nonce WHEN p_old_nonce THEN p_ciphertext ELSE previous_ciphertext END,
        oldest_nonce = CASE oldest_nonce WHEN p_old_nonce THEN p_nonce ELSE oldest_nonce END,
        oldest_ciphertext = CASE oldest_nonce WHEN p_old_nonce THEN p_ciphertext ELSE oldest_ciphertext END
    WHERE merchant_id = p_merchant_id AND endpoint_id = p_endpoint_id
        AND p_old_nonce IN (secret_nonce, previous_nonce, oldest_nonce);
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM record_act(p_merchant_id, NULL, p_operator, 'endpoint', 'reseal', p_endpoint_id::text, NULL);
    RETURN true;
END
$$;
GRANT EXECUTE ON FUNCTION reseal_webhook_secret TO pay200_operator;
