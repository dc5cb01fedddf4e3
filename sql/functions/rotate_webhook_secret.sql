-- A new secret signs from now on; the one before it signs as well until p_previous_until (not at all if that is not
-- after p_now). One before that ends now. False if there is no such endpoint. Idempotent by p_secret_nonce.
-- Tables: webhook_endpoint (update).
CREATE OR REPLACE FUNCTION rotate_webhook_secret(p_merchant_id bigint, p_endpoint_id uuid, p_secret_nonce bytea,
                                                 p_secret_ciphertext bytea, p_previous_until timestamptz,
                                                 p_now timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    e webhook_endpoint;
    v_overlaps boolean := p_previous_until > p_now;
BEGIN
    SELECT * INTO e FROM webhook_endpoint
    WHERE merchant_id = p_merchant_id AND endpoint_id = p_endpoint_id AND listens_until IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    ELSIF e.secret_nonce <> p_secret_nonce THEN
        UPDATE webhook_endpoint SET secret_nonce = p_secret_nonce, secret_ciphertext = p_secret_ciphertext,
            previous_nonce = CASE WHEN v_overlaps THEN e.secret_nonce END,
            previous_ciphertext = CASE WHEN v_overlaps THEN e.secret_ciphertext END,
            previous_until = CASE WHEN v_overlaps THEN p_previous_until END
        WHERE merchant_id = p_merchant_id AND endpoint_id = p_endpoint_id;
    END IF;
    RETURN true;
END
$$;
GRANT EXECUTE ON FUNCTION rotate_webhook_secret TO pay200_api;
