-- What an earlier request under the same idempotency key means for this one; null: there was none
-- (or it is this very request, called again after its connection broke). Call it with the payment's
-- row locked, or in the transaction that inserts the claim.
-- Tables: idempotency (read), payment_snapshot's.
CREATE OR REPLACE FUNCTION find_idempotency(p_merchant_id bigint, p_scope bytea, p_request_hash bytea,
                                            p_holder_id uuid) RETURNS transition_result
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
DECLARE
    i idempotency;
BEGIN
    IF p_scope IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT * INTO i FROM idempotency WHERE merchant_id = p_merchant_id AND scope = p_scope;
    IF NOT FOUND OR i.holder_id = p_holder_id THEN
        RETURN NULL;
    END IF;
    IF i.request_hash <> p_request_hash THEN
        RETURN ROW('IDEMPOTENCY_KEY_REUSED', false, NULL, i.holder_id, NULL)::transition_result;
    END IF;
    IF i.state = 'running' THEN
        RETURN ROW('IDEMPOTENCY_KEY_IN_USE', false, NULL, i.holder_id, NULL)::transition_result;
    END IF;
    IF i.state = 'unknown' THEN
        RETURN ROW('unsettled', true, NULL, i.holder_id,
                   payment_snapshot(i.merchant_id, i.payment_id))::transition_result;
    END IF;
    RETURN ROW(i.outcome, true, i.acquirer_code, i.holder_id, i.snapshot)::transition_result;
END
$$;
