-- The secret that an authenticator app is being set up with; an earlier one that was not confirmed is forgotten.
-- False: there is a confirmed one. Idempotent. Tables: staff (update).
CREATE OR REPLACE FUNCTION begin_totp(p_staff_id uuid, p_nonce bytea, p_ciphertext bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    UPDATE staff SET totp_nonce = p_nonce, totp_ciphertext = p_ciphertext
    WHERE staff_id = p_staff_id AND totp_enrolled_at IS NULL;
    RETURN FOUND;
END
$$;
GRANT EXECUTE ON FUNCTION begin_totp TO pay200_api;
