-- Locks the attempt's payment, then the attempt, the order that every transition keeps to.
-- Null if there is no such attempt.
CREATE OR REPLACE FUNCTION lock_attempt(p_merchant_id bigint, p_attempt_id uuid) RETURNS attempt
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
DECLARE
    a attempt;
BEGIN
    SELECT * INTO a FROM attempt WHERE merchant_id = p_merchant_id AND attempt_id = p_attempt_id;
    PERFORM 1 FROM payment WHERE merchant_id = p_merchant_id AND payment_id = a.payment_id FOR UPDATE;
    SELECT * INTO a FROM attempt WHERE merchant_id = p_merchant_id AND attempt_id = p_attempt_id FOR UPDATE;
    RETURN a;
END
$$;
