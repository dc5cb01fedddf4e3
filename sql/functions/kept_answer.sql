-- What is kept for a request under its idempotency key, where the request cannot go on to the
-- transition that would find it (the acquirer cannot be reached just now). outcome null: nothing; else
-- as find_idempotency answers. Call it only once the request has proved who asks, PIN included.
-- Tables: idempotency (read), payment_snapshot's.
CREATE OR REPLACE FUNCTION kept_answer(p_merchant_id bigint, p_scope bytea, p_request_hash bytea)
RETURNS transition_result
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    RETURN find_idempotency(p_merchant_id, p_scope, p_request_hash, NULL);
END
$$;
GRANT EXECUTE ON FUNCTION kept_answer TO pay200_api;
