-- The shoppers have confirmed, and so have the shops where payments wait for them (confirm_id: the
-- shopper's confirm that it claims, from terms_to_shop_confirm): the attempts, with all that sending and reversing them needs,
-- become durable before the first byte is sent; one statement serves them all. outcome 'started' (without a
-- snapshot: what the caller goes on with, it knows from terms_to_confirm), or begin_otherwise's.
-- Idempotent by attempt_id. An array holds one call of a payment: two would write the same event number, which fails.
-- How the plan is kept to the keys: see approve_payments.
-- Tables, in lock order: payment (in the order of their keys), idempotency, attempt, payment_event.
CREATE OR REPLACE FUNCTION begin_attempts(p_calls begin_call[]) RETURNS SETOF placed_result
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_memoize = off AS $$
DECLARE
    r transition_result;
    v_places bigint[];  -- in p_calls, of those that begin now
    v_events payment_event[];
    v_any_scope boolean;
    v_unconfirmed uuid[];
BEGIN
    PERFORM 1
    FROM (SELECT c.merchant_id, c.payment_id FROM unnest(p_calls) AS c ORDER BY c.merchant_id, c.payment_id) s
    CROSS JOIN LATERAL (SELECT FROM payment o
                        WHERE o.merchant_id = s.merchant_id AND o.payment_id = s.payment_id FOR UPDATE) p;

    WITH one AS MATERIALIZED (
        SELECT c.*, p.total_minor, p.currency, p.shop_confirms,
            -- Not attempt_count: an attempt that was not sent does not count, but has its number.
            coalesce((SELECT max(o.number) FROM attempt o
                      WHERE o.merchant_id = c.merchant_id AND o.payment_id = c.payment_id), 0) + 1 AS number
        FROM unnest(p_calls) WITH ORDINALITY AS c
        CROSS JOIN LATERAL (SELECT o.status FROM merchant o WHERE o.merchant_id = c.merchant_id OFFSET 0) m
        CROSS JOIN LATERAL (SELECT o.total_minor, o.currency, o.shop_confirms, has_lapsed(o, c.now) AS lapsed,
                                refusal_to_begin(o, m.status, c.shopper_id, c.confirm_id, c.installment_months,
                                                 c.max_attempts) AS refusal
                            FROM payment o
                            WHERE o.merchant_id = c.merchant_id AND o.payment_id = c.payment_id OFFSET 0) p
        WHERE NOT p.lapsed AND p.refusal IS NULL
            AND (SELECT o.holder_id FROM idempotency o
                 WHERE o.merchant_id = c.merchant_id AND o.scope = c.scope) IS NULL
            AND (SELECT o.state FROM attempt o
                 WHERE o.merchant_id = c.merchant_id AND o.attempt_id = c.attempt_id) IS NULL
        LIMIT cardinality(p_calls)
    ), payments AS (
        UPDATE payment p SET state = 'authorizing', attempt_count = p.attempt_count + 1, hold_expires_at = NULL
        FROM one WHERE p.merchant_id = one.merchant_id AND p.payment_id = one.payment_id
    ), attempts AS (
        INSERT INTO attempt (merchant_id, attempt_id, payment_id, number, state, shopper_id, card_id, pan_nonce,
            pan_ciphertext, key_version, card_bin, card_last_four, card_brand, card_expiry, acquirer, terminal_id,
            stan, rrn, transmitted_at, amount_minor, currency, installment_months, confirm_id, deadline_at, started_at,
            idempotency_scope)
        SELECT merchant_id, attempt_id, payment_id, number, 'sending', shopper_id, card_id, pan_nonce,
            pan_ciphertext, key_version, card_bin, card_last_four, card_brand, card_expiry, acquirer, terminal_id,
            stan, rrn, transmitted_at, total_minor, currency, installment_months, confirm_id, deadline_at, now, scope
        FROM one
    )
    SELECT array_agg(ordinality),
        array_agg(ROW(merchant_id, uuid_v7(now), payment_id, NULL, 'authorizing', 'authorizing',
            jsonb_build_object('attempt', number, 'acquirer', acquirer, 'last_four', card_last_four),
            now)::payment_event),
        bool_or(scope IS NOT NULL), array_agg(payment_id) FILTER (WHERE shop_confirms AND confirm_id IS NULL)
    INTO v_places, v_events, v_any_scope, v_unconfirmed
    FROM one;

    IF v_unconfirmed IS NOT NULL THEN
        RAISE EXCEPTION 'payment % waits for its shop', v_unconfirmed[1];
    END IF;
    IF v_any_scope THEN
        INSERT INTO idempotency (merchant_id, scope, request_hash, holder_id, payment_id, state, created_at)
        SELECT merchant_id, scope, request_hash, attempt_id, payment_id, 'running', now
        FROM unnest(p_calls) WITH ORDINALITY AS c
        WHERE ordinality = ANY (v_places) AND scope IS NOT NULL;
    END IF;
    IF v_places IS NOT NULL THEN
        PERFORM write_events(v_events);
    END IF;

    FOR i IN 1 .. cardinality(p_calls) LOOP
        IF i = ANY (v_places) THEN
            RETURN NEXT ROW(i - 1, 'started', false, NULL, p_calls[i].attempt_id, NULL)::placed_result;
        ELSE
            r := begin_otherwise(p_calls[i]);
            RETURN NEXT ROW(i - 1, r.outcome, r.replayed, r.acquirer_code, r.holder_id, r.snapshot)::placed_result;
        END IF;
    END LOOP;
END
$$;
GRANT EXECUTE ON FUNCTION begin_attempts TO pay200_api;
