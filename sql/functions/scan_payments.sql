-- First scans bind payments to shoppers; the same shopper's rescan is the same scan. One statement serves all first scans.
-- outcome 'scanned', or scan_again's.
-- Should an array hold two calls of a payment, one of them is the first scan.
-- How the plan is kept to the keys: see approve_payments.
-- Tables, in lock order: payment (in the order of their keys), payment_event.
CREATE OR REPLACE FUNCTION scan_payments(p_calls scan_call[]) RETURNS SETOF placed_result
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_memoize = off AS $$
DECLARE
    r transition_result;
    v_any_lapsed boolean;
    v_places bigint[];  -- in p_calls, of those that are scanned now; as the arrays below
    v_merchant_ids bigint[];
    v_payment_ids uuid[];
    v_events payment_event[];
    v_snapshots jsonb[];
    v_at integer;
BEGIN
    SELECT bool_or(p.lapsed) INTO v_any_lapsed
    FROM (SELECT c.merchant_id, c.payment_id, c.now FROM unnest(p_calls) AS c ORDER BY c.merchant_id, c.payment_id) s
    CROSS JOIN LATERAL (SELECT has_lapsed(o, s.now) AS lapsed FROM payment o
                        WHERE o.merchant_id = s.merchant_id AND o.payment_id = s.payment_id FOR UPDATE) p;
    IF v_any_lapsed THEN
        PERFORM expire_payment(c.merchant_id, c.payment_id, c.now)
        FROM unnest(p_calls) AS c JOIN merchant m ON m.merchant_id = c.merchant_id AND m.mode = c.mode;
    END IF;

    WITH one AS (
        UPDATE payment p SET state = 'held', shopper_id = c.shopper_id, hold_expires_at = c.hold_expires_at
        FROM (SELECT * FROM unnest(p_calls) WITH ORDINALITY LIMIT cardinality(p_calls)) c
        CROSS JOIN LATERAL (SELECT o.mode FROM merchant o WHERE o.merchant_id = c.merchant_id OFFSET 0) m
        WHERE p.merchant_id = c.merchant_id AND p.payment_id = c.payment_id AND m.mode = c.mode
            -- Not '=': payment_expiries has those alone, and looks small when the plan is made for empty tables.
            AND p.state IS NOT DISTINCT FROM 'ready'
        RETURNING c.ordinality, p.merchant_id, p.payment_id, c.now
    )
    SELECT array_agg(ordinality), array_agg(merchant_id), array_agg(payment_id),
        array_agg(ROW(merchant_id, uuid_v7(now), payment_id, NULL, 'scanned', 'held', '{}', now)::payment_event)
    INTO v_places, v_merchant_ids, v_payment_ids, v_events
    FROM one;
    IF v_places IS NOT NULL THEN
        PERFORM write_events(v_events);
        v_snapshots := payment_snapshots(v_merchant_ids, v_payment_ids);
    END IF;

    FOR i IN 1 .. cardinality(p_calls) LOOP
        v_at := array_position(v_places, i::bigint);
        IF v_at IS NULL THEN
            r := scan_again(p_calls[i]);
            RETURN NEXT ROW(i - 1, r.outcome, r.replayed, r.acquirer_code, r.holder_id, r.snapshot)::placed_result;
        ELSE
            RETURN NEXT ROW(i - 1, 'scanned', false, NULL, NULL, v_snapshots[v_at])::placed_result;
        END IF;
    END LOOP;
END
$$;
GRANT EXECUTE ON FUNCTION scan_payments TO pay200_api;
