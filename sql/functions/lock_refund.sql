-- Locks the refund's payment, then the refund. Null if there is no such refund.
CREATE OR REPLACE FUNCTION lock_refund(p_merchant_id bigint, p_refund_id uuid) RETURNS refund
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
DECLARE
    r refund;
BEGIN
    SELECT * INTO r FROM refund WHERE merchant_id = p_merchant_id AND refund_id = p_refund_id;
    PERFORM 1 FROM payment WHERE merchant_id = p_merchant_id AND payment_id = r.payment_id FOR UPDATE;
    SELECT * INTO r FROM refund WHERE merchant_id = p_merchant_id AND refund_id = p_refund_id FOR UPDATE;
    RETURN r;
END
$$;
