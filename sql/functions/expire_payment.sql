-- The sweep's own call: lapse_payment under the row's lock. outcome: the state found afterwards.
-- Tables, in lock order: payment, payment_event.
CREATE OR REPLACE FUNCTION expire_payment(p_merchant_id bigint, p_payment_id uuid, p_now timestamptz)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    p payment;
BEGIN
    SELECT * INTO p FROM payment WHERE merchant_id = p_merchant_id AND payment_id = p_payment_id FOR UPDATE;
    IF NOT FOUND THEN
        RETURN 'NOT_FOUND_PAYMENT';
    END IF;
    p := lapse_payment(p, p_now);
    RETURN p.state;
END
$$;
GRANT EXECUTE ON FUNCTION expire_payment TO pay200_relay;
