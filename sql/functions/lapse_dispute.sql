-- A dispute whose time is over by p_day, contested or not, is LOST. 'lapsed'; 'decided' (by now; or its time is not over);
-- or 'busy' (something is at its payment: it is not waited for, the next run comes again). Idempotent by its state.
-- Tables, in lock order: payment, dispute, ledger_posting, ledger_entry, payment_event.
CREATE OR REPLACE FUNCTION lapse_dispute(p_merchant_id bigint, p_dispute_id uuid, p_day date, p_now timestamptz)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    d dispute;
BEGIN
    SELECT * INTO STRICT d FROM dispute WHERE merchant_id = p_merchant_id AND dispute_id = p_dispute_id;
    PERFORM 1 FROM payment WHERE merchant_id = p_merchant_id AND payment_id = d.payment_id FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN 'busy';
    END IF;
    SELECT * INTO d FROM dispute WHERE merchant_id = p_merchant_id AND dispute_id = p_dispute_id FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN 'busy';
    ELSIF d.state NOT IN ('OPEN', 'CONTESTED') OR d.respond_by >= p_day THEN
        RETURN 'decided';
    END IF;
    PERFORM lose_dispute(d, 'LOST', NULL, p_day, p_now);
    RETURN 'lapsed';
END
$$;
GRANT EXECUTE ON FUNCTION lapse_dispute TO pay200_operator;
