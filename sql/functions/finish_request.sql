-- What the calling transition answers. p_snapshot: what it is about, as it is now, kept with the request's idempotency
-- key; null: p_outcome refuses the request, and the key is free again.
-- Tables: idempotency (update or delete).
CREATE OR REPLACE FUNCTION finish_request(p_merchant_id bigint, p_scope bytea, p_request_id uuid, p_outcome text,
                                          p_snapshot jsonb) RETURNS transition_result
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
BEGIN
    IF p_snapshot IS NULL THEN
        DELETE FROM idempotency
        WHERE merchant_id = p_merchant_id AND scope = p_scope AND holder_id = p_request_id AND state = 'running';
    ELSE
        PERFORM finish_idempotency(p_merchant_id, p_scope, p_request_id, p_outcome, NULL, p_snapshot);
    END IF;
    RETURN ROW(p_outcome, false, NULL, p_request_id, p_snapshot)::transition_result;
END
$$;
