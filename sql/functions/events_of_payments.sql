-- What has happened to each of these payments after the numbered event (0: all of it), in order. place: the
-- payment's in the arrays, from 1. expires_at: until when somebody must act, if the payment still is in the
-- event's state. failure_code: why a card was declined, or the payment failed. One call for all open streams.
-- The subqueries keep to their order (OFFSET 0): each payment is looked up by its key, however
-- few the tables seem to hold when the plan is made.
-- Tables: payment_event, payment (read).
CREATE OR REPLACE FUNCTION events_of_payments(p_merchant_ids bigint[], p_payment_ids uuid[], p_after bigint[])
RETURNS TABLE (place bigint, number integer, event text, state text, occurred_at timestamptz, expires_at timestamptz,
               failure_code text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pay200, pg_temp SET enable_seqscan = off
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT k.place, e.number, e.event, e.state, e.occurred_at, d.expires_at, d.failure_code
    FROM unnest(p_merchant_ids, p_payment_ids, p_after) WITH ORDINALITY AS k(merchant_id, payment_id, after, place)
    CROSS JOIN LATERAL (
        SELECT n.number, n.event, n.state, n.occurred_at, n.detail ->> 'code' AS code FROM payment_event n
        WHERE n.merchant_id = k.merchant_id AND n.payment_id = k.payment_id AND n.number > k.after
        ORDER BY n.number OFFSET 0
    ) e
    CROSS JOIN LATERAL (
        SELECT CASE WHEN p.state <> e.state THEN NULL WHEN p.state = 'ready' THEN p.expires_at
                    WHEN p.state IN ('held', 'confirmed') THEN p.hold_expires_at END AS expires_at,
               CASE WHEN e.event = 'declined' THEN e.code
                    WHEN e.state = 'aborted' THEN p.failure_code END AS failure_code
        FROM payment p WHERE p.merchant_id = k.merchant_id AND p.payment_id = k.payment_id OFFSET 0
    ) d
    ORDER BY k.place, e.number;
END
$$;
GRANT EXECUTE ON FUNCTION events_of_payments TO pay200_stream;
