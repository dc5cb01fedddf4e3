-- Locks the dispute's payment, then the dispute. Null if there is no such dispute.
CREATE OR REPLACE FUNCTION lock_dispute(p_merchant_id bigint, p_dispute_id uuid) RETURNS dispute
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
DECLARE
    d dispute;
BEGIN
    SELECT * INTO d FROM dispute WHERE merchant_id = p_merchant_id AND dispute_id = p_dispute_id;
    PERFORM 1 FROM payment WHERE merchant_id = p_merchant_id AND payment_id = d.payment_id FOR UPDATE;
    SELECT * INTO d FROM dispute WHERE merchant_id = p_merchant_id AND dispute_id = p_dispute_id FOR UPDATE;
    RETURN d;
END
$$;
