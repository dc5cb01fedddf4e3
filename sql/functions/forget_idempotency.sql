-- Deletes the idempotency keys of requests that were made before p_before, at most p_most, the oldest
-- first; answers how many. A key whose request still runs is kept however old. What a key's request did is
-- kept in the payment; the same request under it is a new one from now on, and the payment's state decides.
-- Tables: idempotency (delete).
CREATE OR REPLACE FUNCTION forget_idempotency(p_most integer, p_before timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_deleted integer;
BEGIN
    DELETE FROM idempotency i USING (
        SELECT merchant_id, scope FROM idempotency WHERE created_at < p_before AND state <> 'running'
        ORDER BY created_at LIMIT p_most FOR UPDATE SKIP LOCKED) AS old
    WHERE i.merchant_id = old.merchant_id AND i.scope = old.scope;
    GET DIAGNOSTICS v_deleted = ROW_COUNT;
    RETURN v_deleted;
END
$$;
GRANT EXECUTE ON FUNCTION forget_idempotency TO pay200_relay;
