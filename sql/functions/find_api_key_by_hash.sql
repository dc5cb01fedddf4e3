-- The id of the key with this hash, ended or not; null if there is none. For whoever holds the key
-- and asks what it is, without being allowed to read the hashes. Tables: api_key (read).
CREATE OR REPLACE FUNCTION find_api_key_by_hash(p_key_hash bytea) RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    RETURN (SELECT key_id FROM api_key WHERE key_hash = p_key_hash);
END
$$;
GRANT EXECUTE ON FUNCTION find_api_key_by_hash TO pay200_operator;
