-- How many card numbers are under each data key, and since when there is the key; also a version without a key, if that
-- should ever be (created_at null). Reads whole tables. Tables: data_key, card, attempt, payment_confirm (read).
CREATE OR REPLACE FUNCTION sealed_by_version()
RETURNS TABLE (key_version integer, created_at timestamptz, cards bigint, attempts bigint, confirms bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
    SELECT key_version, k.created_at, coalesce(c.n, 0), coalesce(a.n, 0), coalesce(f.n, 0)
    FROM data_key k
    FULL JOIN (SELECT key_version, count(*) AS n FROM card GROUP BY 1) c USING (key_version)
    FULL JOIN (SELECT key_version, count(*) AS n FROM attempt GROUP BY 1) a USING (key_version)
    FULL JOIN (SELECT key_version, count(*) AS n FROM payment_confirm GROUP BY 1) f USING (key_version)
    ORDER BY key_version
$$;
GRANT EXECUTE ON FUNCTION sealed_by_version TO pay200_operator;
