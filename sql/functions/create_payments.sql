-- READY: payments for orders, each with its QR code live until expires_at. by_client: with a key for
-- pages, so that its amount is not to be trusted until the shop's server has confirmed it, unless the
-- merchant has switched that off (auto_confirm). Such a key never replaces what a secret key has made:
-- whoever knows an order would set its amount. One statement serves all.
-- outcome 'created', or take_order's or create_otherwise's.
-- Idempotent by payment_id. An unpaid earlier payment of the same order is retired (expired). An array holds one call of
-- an order: of a second take_order says that its payment is not there yet, which fails.
-- How the plan is kept to the keys: see approve_payments.
-- Tables, in lock order: idempotency and payment_order (each in the order of their keys), payment, payment_event.
CREATE OR REPLACE FUNCTION create_payments(p_calls create_call[]) RETURNS SETOF placed_result
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_memoize = off AS $$
DECLARE
    v_call create_call;
    r transition_result;
    v_any_scope boolean := false;
    v_claimed uuid[];  -- payments whose idempotency key is new, as all below are of payments
    v_free uuid[];     -- that nothing but its order may keep from being made
    v_ready uuid[];    -- whose order is theirs
    v_answers transition_result[];
    v_merchant_ids bigint[];  -- of those that are made
    v_payment_ids uuid[];     -- likewise
    v_events payment_event[];
    v_snapshots jsonb[];
    v_at integer;
BEGIN
    FOREACH v_call IN ARRAY p_calls LOOP
        v_any_scope := v_any_scope OR v_call.scope IS NOT NULL;
    END LOOP;
    IF v_any_scope THEN
        WITH claimed AS (
            INSERT INTO idempotency (merchant_id, scope, request_hash, holder_id, payment_id, state, created_at)
            SELECT merchant_id, scope, request_hash, payment_id, payment_id, 'running', now
            FROM unnest(p_calls) WHERE scope IS NOT NULL ORDER BY merchant_id, scope
            ON CONFLICT DO NOTHING RETURNING payment_id
        )
        SELECT array_agg(payment_id) INTO v_claimed FROM claimed;
    END IF;

    WITH one AS MATERIALIZED (
        SELECT c.*
        FROM unnest(p_calls) AS c
        CROSS JOIN LATERAL (SELECT o.status FROM merchant o WHERE o.merchant_id = c.merchant_id OFFSET 0) m
        WHERE m.status = 'active' AND (c.scope IS NULL OR c.payment_id = ANY (v_claimed))
            AND (SELECT o.state FROM payment o
                 WHERE o.merchant_id = c.merchant_id AND o.payment_id = c.payment_id) IS NULL
        LIMIT cardinality(p_calls)
    ), orders AS (
        INSERT INTO payment_order (merchant_id, order_id, payment_id, by_server)
        SELECT merchant_id, order_id, payment_id, NOT by_client FROM one ORDER BY merchant_id, order_id
        ON CONFLICT DO NOTHING RETURNING payment_id
    )
    SELECT (SELECT array_agg(payment_id) FROM one), (SELECT array_agg(payment_id) FROM orders) INTO v_free, v_ready;
    IF cardinality(v_free) > coalesce(cardinality(v_ready), 0) THEN
        FOR i IN 1 .. cardinality(p_calls) LOOP
            v_call := p_calls[i];
            IF v_call.payment_id = ANY (v_free) AND (v_call.payment_id = ANY (v_ready)) IS NOT TRUE THEN
                v_answers[i] := take_order(v_call);
                IF v_answers[i].outcome IS NULL THEN
                    v_ready := v_ready || v_call.payment_id;
                END IF;
            END IF;
        END LOOP;
    END IF;

    IF v_ready IS NOT NULL THEN
        WITH made AS (
            INSERT INTO payment (merchant_id, payment_id, order_id, order_name, customer_name, currency, total_minor,
                supplied_minor, vat_minor, tax_free_minor, balance_minor, fee_basis_points, fee_fixed_minor,
                fee_refundable, shop_confirms, installment_least, installment_most, state, expires_at, requested_at)
            SELECT c.merchant_id, c.payment_id, c.order_id, c.order_name, c.customer_name, c.currency, c.total,
                c.supplied, c.vat, c.tax_free, c.total, m.fee_basis_points, m.fee_fixed_minor,
                m.fee_refundable, c.by_client AND NOT m.auto_confirm, c.installment_least, c.installment_most, 'ready',
                c.expires_at, c.now
            FROM unnest(p_calls) AS c
            CROSS JOIN LATERAL (SELECT * FROM merchant o WHERE o.merchant_id = c.merchant_id OFFSET 0) m
            WHERE c.payment_id = ANY (v_ready)
            RETURNING merchant_id, payment_id, requested_at
        )
        SELECT array_agg(merchant_id), array_agg(payment_id),
            array_agg(ROW(merchant_id, uuid_v7(requested_at), payment_id, NULL, 'created', 'ready', '{}',
                          requested_at)::payment_event)
        INTO v_merchant_ids, v_payment_ids, v_events
        FROM made;
        PERFORM write_events(v_events);
        v_snapshots := payment_snapshots(v_merchant_ids, v_payment_ids);
    END IF;

    FOR i IN 1 .. cardinality(p_calls) LOOP
        v_call := p_calls[i];
        v_at := array_position(v_payment_ids, v_call.payment_id);
        IF v_at IS NOT NULL THEN
            IF v_call.scope IS NOT NULL THEN
                PERFORM finish_idempotency(v_call.merchant_id, v_call.scope, v_call.payment_id, 'created', NULL,
                                           v_snapshots[v_at]);
            END IF;
            RETURN NEXT ROW(i - 1, 'created', false, NULL, v_call.payment_id, v_snapshots[v_at])::placed_result;
        ELSE
            r := coalesce(v_answers[i], create_otherwise(v_call));
            RETURN NEXT ROW(i - 1, r.outcome, r.replayed, r.acquirer_code, r.holder_id, r.snapshot)::placed_result;
        END IF;
    END LOOP;
END
$$;
GRANT EXECUTE ON FUNCTION create_payments TO pay200_api;
