-- Claims an idempotency key for a request about no payment, which the calling transition does as a whole and ends by
-- finish_request. outcome null: it is to be done; else as find_idempotency answers. p_request_id: the application's;
-- called again with the same it goes on.
-- Tables: idempotency (insert).
CREATE OR REPLACE FUNCTION claim_request(p_merchant_id bigint, p_scope bytea, p_request_hash bytea, p_request_id uuid,
                                         p_now timestamptz) RETURNS transition_result
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
BEGIN
    IF p_scope IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO idempotency (merchant_id, scope, request_hash, holder_id, state, created_at)
    VALUES (p_merchant_id, p_scope, p_request_hash, p_request_id, 'running', p_now)
    ON CONFLICT DO NOTHING;
    IF FOUND THEN
        RETURN NULL;
    END IF;
    RETURN find_idempotency(p_merchant_id, p_scope, p_request_hash, p_request_id);
END
$$;
