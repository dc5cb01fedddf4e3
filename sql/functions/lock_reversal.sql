-- Locks the reversal's payment, then the reversal. Null if there is no such reversal.
CREATE OR REPLACE FUNCTION lock_reversal(p_merchant_id bigint, p_reversal_id uuid) RETURNS reversal
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
DECLARE
    r reversal;
BEGIN
    SELECT * INTO r FROM reversal WHERE merchant_id = p_merchant_id AND reversal_id = p_reversal_id;
    PERFORM 1 FROM payment WHERE merchant_id = p_merchant_id AND payment_id = r.payment_id FOR UPDATE;
    SELECT * INTO r FROM reversal WHERE merchant_id = p_merchant_id AND reversal_id = p_reversal_id FOR UPDATE;
    RETURN r;
END
$$;
