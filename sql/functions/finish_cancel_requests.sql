-- Keeps the final outcome of a cancel for the requests that wait for it under an idempotency key: the
-- cancel's own and, if the cancel came before the approval, its confirm's (else that one is kept already
-- and stays). The caller holds the payment's lock.
-- Tables: cancel, attempt (read), idempotency, payment_snapshot's.
CREATE OR REPLACE FUNCTION finish_cancel_requests(
    p_merchant_id bigint, p_payment_id uuid, p_cancel_id uuid, p_attempt_id uuid, p_cancel_outcome text,
    p_confirm_outcome text, p_response_code text
) RETURNS void
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
DECLARE
    v_cancel_scope bytea;
    v_attempt_scope bytea;
    v_snapshot jsonb;
BEGIN
    SELECT idempotency_scope INTO v_cancel_scope FROM cancel
    WHERE merchant_id = p_merchant_id AND cancel_id = p_cancel_id;
    SELECT idempotency_scope INTO v_attempt_scope FROM attempt
    WHERE merchant_id = p_merchant_id AND attempt_id = p_attempt_id;
    v_snapshot := payment_snapshot(p_merchant_id, p_payment_id);
    PERFORM finish_idempotency(p_merchant_id, v_cancel_scope, p_cancel_id, p_cancel_outcome, p_response_code, v_snapshot);
    PERFORM finish_idempotency(p_merchant_id, v_attempt_scope, p_attempt_id, p_confirm_outcome, NULL, v_snapshot);
END
$$;
