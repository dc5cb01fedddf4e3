-- The key that the rotation goes to is there: what is under older ones may go over to it. Idempotent.
-- Tables: data_key (read), vault_rotation (update).
CREATE OR REPLACE FUNCTION begin_resealing(p_to_version integer, p_now timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    UPDATE vault_rotation SET state = 'resealing', stepped_at = p_now
    WHERE to_version = p_to_version AND state = 'asked'
        AND EXISTS (SELECT 1 FROM data_key WHERE key_version = p_to_version);
END
$$;
GRANT EXECUTE ON FUNCTION begin_resealing TO pay200_link;
