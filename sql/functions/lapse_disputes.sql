-- Disputes of an acquirer whose time is over by p_day, contested or not: LOST. How many.
-- Tables, in lock order: payment, dispute, ledger_posting, ledger_entry, payment_event, of each in turn.
CREATE OR REPLACE FUNCTION lapse_disputes(p_acquirer text, p_day date, p_now timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    k record;
    d dispute;
    v_lapsed bigint := 0;
BEGIN
    FOR k IN SELECT merchant_id, dispute_id FROM dispute
        WHERE acquirer = p_acquirer AND state IN ('OPEN', 'CONTESTED') AND respond_by < p_day
        ORDER BY merchant_id, dispute_id
    LOOP
        d := lock_dispute(k.merchant_id, k.dispute_id);
        IF d.state IN ('OPEN', 'CONTESTED') AND d.respond_by < p_day THEN
            PERFORM lose_dispute(d, 'LOST', NULL, p_day, p_now);
            v_lapsed := v_lapsed + 1;
        END IF;
    END LOOP;
    RETURN v_lapsed;
END
$$;
GRANT EXECUTE ON FUNCTION lapse_disputes TO pay200_operator;
