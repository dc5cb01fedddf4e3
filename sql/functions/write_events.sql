-- A line each in payments' timelines, all of one event. Their numbers are given here: no payment has two of them. Called
-- inside the transition that they tell of, which holds the payments' locks (or has just made them), so that the
-- numbers have no gap and no double.
-- What its readers need to hear of goes to the outbox as well; the steps before the money do not.
-- Tables: payment_event, outbox (insert).
CREATE OR REPLACE FUNCTION write_events(p_lines payment_event[]) RETURNS void
LANGUAGE plpgsql SET search_path = pay200, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off AS $$
BEGIN
    INSERT INTO payment_event (merchant_id, event_id, payment_id, number, event, state, detail, occurred_at)
    SELECT l.merchant_id, l.event_id, l.payment_id,
        coalesce((SELECT max(e.number) FROM payment_event e
                  WHERE e.merchant_id = l.merchant_id AND e.payment_id = l.payment_id), 0) + 1,
        l.event, l.state, l.detail, l.occurred_at
    FROM unnest(p_lines) AS l;
    IF p_lines[1].event NOT IN ('created', 'scanned', 'hold_lapsed', 'authorizing', 'not_sent', 'alarm') THEN
        INSERT INTO outbox (merchant_id, event_id, payment_id, number, event, state)
        SELECT l.merchant_id, l.event_id, l.payment_id,
            (SELECT max(e.number) FROM payment_event e
             WHERE e.merchant_id = l.merchant_id AND e.payment_id = l.payment_id), l.event, l.state
        FROM unnest(p_lines) AS l;
    END IF;
END
$$;
