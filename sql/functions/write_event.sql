-- One line of a payment's timeline. Called inside the transition that it tells of, which holds the
-- payment's lock (or has just made the payment), so that the numbers have no gap and no double.
-- What its readers need to hear of goes to the outbox as well; the steps before the money do not.
-- Tables: payment_event, outbox (insert).
CREATE OR REPLACE FUNCTION write_event(p_merchant_id bigint, p_payment_id uuid, p_event text, p_state text,
                                       p_detail jsonb, p_now timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
DECLARE
    v_event_id uuid := uuid_v7(p_now);
    v_number integer;
BEGIN
    SELECT coalesce(max(number), 0) + 1 INTO v_number FROM payment_event
    WHERE merchant_id = p_merchant_id AND payment_id = p_payment_id;
    INSERT INTO payment_event (merchant_id, event_id, payment_id, number, event, state, detail, occurred_at)
    VALUES (p_merchant_id, v_event_id, p_payment_id, v_number, p_event, p_state, p_detail, p_now);
    IF p_event NOT IN ('created', 'scanned', 'hold_lapsed', 'authorizing', 'not_sent', 'alarm') THEN
        INSERT INTO outbox (merchant_id, event_id, payment_id, number, event, state)
        VALUES (p_merchant_id, v_event_id, p_payment_id, v_number, p_event, p_state);
    END IF;
END
$$;
