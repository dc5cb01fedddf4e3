-- Whether the origin was there to be removed. Idempotent. Tables: merchant_origin (delete), record_act's.
CREATE OR REPLACE FUNCTION remove_origin(p_merchant_id bigint, p_origin text, p_by_staff uuid DEFAULT NULL) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    DELETE FROM merchant_origin WHERE merchant_id = p_merchant_id AND origin = p_origin;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM record_act(p_merchant_id, p_by_staff, NULL, 'origin', 'remove', p_origin, NULL);
    RETURN true;
END
$$;
GRANT EXECUTE ON FUNCTION remove_origin TO pay200_api, pay200_operator;
