-- Deletes counts that no longer matter, at most p_most; answers how many. Their day of making good
-- is over. Tables: try_count (delete).
CREATE OR REPLACE FUNCTION forget_tries(p_most integer, p_now timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_deleted integer;
BEGIN
    DELETE FROM try_count t USING (
        SELECT subject, kind FROM try_count WHERE window_ends_at < p_now - interval '2 days'
        ORDER BY window_ends_at LIMIT p_most FOR UPDATE SKIP LOCKED) AS old
    WHERE t.subject = old.subject AND t.kind = old.kind;
    GET DIAGNOSTICS v_deleted = ROW_COUNT;
    RETURN v_deleted;
END
$$;
GRANT EXECUTE ON FUNCTION forget_tries TO pay200_relay;
