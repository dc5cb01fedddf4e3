-- True if the shopper had this passkey, false also when called again. Tables: passkey (delete).
CREATE OR REPLACE FUNCTION delete_passkey(p_shopper_id uuid, p_passkey_id uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    DELETE FROM passkey WHERE shopper_id = p_shopper_id AND passkey_id = p_passkey_id;
    RETURN FOUND;
END
$$;
GRANT EXECUTE ON FUNCTION delete_passkey TO pay200_api;
