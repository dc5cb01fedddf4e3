-- Keeps the final outcome of a request with its idempotency key; nothing to do without one. What is
-- kept already stays as it is, and so does a key that another holder has claimed since.
-- Tables: idempotency (update).
CREATE OR REPLACE FUNCTION finish_idempotency(p_merchant_id bigint, p_scope bytea, p_holder_id uuid, p_outcome text,
                                              p_acquirer_code text, p_snapshot jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
BEGIN
    IF p_scope IS NOT NULL THEN
        UPDATE idempotency
        SET state = 'done', outcome = p_outcome, acquirer_code = p_acquirer_code, snapshot = p_snapshot
        WHERE merchant_id = p_merchant_id AND scope = p_scope AND holder_id = p_holder_id AND state <> 'done';
    END IF;
END
$$;
