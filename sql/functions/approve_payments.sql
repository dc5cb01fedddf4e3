-- The acquirer approved these attempts: of each its payment, transaction, ledger entries and timeline, in one commit.
-- One statement serves them all, since to start one costs more than what it does for a payment.
-- The entries (account, amount: debit positive) come from core/ledger and must sum to zero.
-- They must also debit exactly the attempt's amount: an exception if not, and nothing is done for any of them.
-- outcome: 'approved'; 'canceled' (a cancel was recorded meanwhile: the payment is being voided by the
-- reversal void_reversal_id, and the idempotency key's outcome is known with it); or approve_again's.
-- Idempotent by attempt_id. Should an array hold two calls of an attempt, one of them approves it.
-- The calls are counted as one row when the plan is made (LIMIT by what the planner does not know), so that it looks up
-- each table by its key, however few rows that has.
-- Tables, in lock order: payment (in the order of their keys), attempt, transaction, ledger_entry, cancel, reversal,
-- payment_event, outbox, idempotency.
CREATE OR REPLACE FUNCTION approve_payments(p_calls approve_call[]) RETURNS SETOF placed_result
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_memoize = off AS $$
DECLARE
    v_call approve_call;
    r transition_result;
    v_locked bigint[];
    v_places bigint[];  -- in p_calls, of those that are approved now; as the arrays below
    v_merchant_ids bigint[];
    v_payment_ids uuid[];
    v_scopes bytea[];
    v_events payment_event[];
    v_snapshots jsonb[];
    v_any_canceled boolean;
    v_unbalanced uuid[];
    v_at integer;
BEGIN
    SELECT array_agg(s.ordinality) INTO v_locked
    FROM (SELECT c.ordinality, a.merchant_id, a.payment_id
          FROM unnest(p_calls) WITH ORDINALITY AS c
          CROSS JOIN LATERAL (SELECT o.merchant_id, o.payment_id FROM attempt o
                              WHERE o.merchant_id = c.merchant_id AND o.attempt_id = c.attempt_id OFFSET 0) a
          ORDER BY a.merchant_id, a.payment_id) s
    CROSS JOIN LATERAL (SELECT FROM payment o
                        WHERE o.merchant_id = s.merchant_id AND o.payment_id = s.payment_id FOR UPDATE) p;

    -- As they are now that they are locked: whatever changes an attempt's state holds its payment.
    WITH attempts AS (
        UPDATE attempt a SET state = 'approved', response_code = c.response_code, approval_code = c.approval_code,
            finished_at = c.now
        FROM (SELECT * FROM unnest(p_calls) WITH ORDINALITY LIMIT cardinality(p_calls)) c
        WHERE a.merchant_id = c.merchant_id AND a.attempt_id = c.attempt_id
            AND a.state IS NOT DISTINCT FROM 'sending'  -- not '=', which would bring indexes of these alone into play
            AND c.ordinality = ANY (v_locked)
        RETURNING c.*, a.payment_id, a.number, a.amount_minor, a.currency, a.acquirer, a.rrn, a.idempotency_scope,
            (SELECT sum(e) IS NOT DISTINCT FROM 0 AND sum(e) FILTER (WHERE e > 0) IS NOT DISTINCT FROM a.amount_minor
             FROM unnest(c.amounts) AS e) AS balanced
    ), one AS (
        UPDATE payment p SET approved_at = a.now, failure_code = NULL,
            state = CASE p.state WHEN 'authorizing_cancel' THEN 'approved_voiding' ELSE 'approved' END
        FROM attempts a WHERE p.merchant_id = a.merchant_id AND p.payment_id = a.payment_id
        RETURNING a.*, p.state AS next_state, search_text(p) AS search
    ), transactions AS (
        INSERT INTO transaction (merchant_id, transaction_id, payment_id, type, amount_minor, currency, moved, acquirer,
            rrn, approval_code, business_day, occurred_at, search)
        SELECT merchant_id, transaction_id, payment_id, 'PAYMENT', amount_minor, currency, true, acquirer,
            rrn, approval_code, business_day, now, search
        FROM one
    ), entries AS (
        INSERT INTO ledger_entry (merchant_id, entry_id, transaction_id, payment_id, account, amount_minor, currency,
            created_at)
        SELECT merchant_id, unnest(entry_ids), transaction_id, payment_id, unnest(accounts), unnest(amounts), currency,
            now
        FROM one
    )
    SELECT array_agg(ordinality), array_agg(merchant_id), array_agg(payment_id), array_agg(idempotency_scope),
        array_agg(ROW(merchant_id, uuid_v7(now), payment_id, NULL, 'approved', next_state,
            jsonb_build_object('attempt', number, 'approval_code', approval_code, 'rrn', rrn), now)::payment_event),
        bool_or(next_state <> 'approved'), array_agg(attempt_id) FILTER (WHERE NOT balanced)
    INTO v_places, v_merchant_ids, v_payment_ids, v_scopes, v_events, v_any_canceled, v_unbalanced
    FROM one;

    IF v_unbalanced IS NOT NULL THEN
        RAISE EXCEPTION 'ledger entries of attempt % do not sum to zero or are not of its amount', v_unbalanced[1];
    END IF;
    IF v_any_canceled THEN
        FOR i IN 1 .. cardinality(v_places) LOOP
            v_call := p_calls[v_places[i]];
            IF v_events[i].state = 'approved_voiding' THEN
                PERFORM void_approval(v_call.merchant_id, v_payment_ids[i], v_call.attempt_id, v_scopes[i],
                                      v_call.void_reversal_id, v_call.now);
            END IF;
        END LOOP;
    END IF;
    IF v_places IS NOT NULL THEN
        PERFORM write_events(v_events);
        v_snapshots := payment_snapshots(v_merchant_ids, v_payment_ids);
    END IF;

    FOR i IN 1 .. cardinality(p_calls) LOOP
        v_call := p_calls[i];
        v_at := array_position(v_places, i::bigint);
        IF v_at IS NULL THEN
            r := approve_again(v_call.merchant_id, v_call.attempt_id, v_call.response_code, v_call.approval_code,
                               v_call.void_reversal_id, v_call.now);
            RETURN NEXT ROW(i - 1, r.outcome, r.replayed, r.acquirer_code, r.holder_id, r.snapshot)::placed_result;
        ELSIF v_events[v_at].state = 'approved' THEN
            IF v_scopes[v_at] IS NOT NULL THEN
                PERFORM finish_idempotency(v_call.merchant_id, v_scopes[v_at], v_call.attempt_id, 'approved', NULL,
                                           v_snapshots[v_at]);
            END IF;
            RETURN NEXT ROW(i - 1, 'approved', false, v_call.response_code, v_call.attempt_id,
                            v_snapshots[v_at])::placed_result;
        ELSE
            RETURN NEXT ROW(i - 1, 'canceled', false, v_call.response_code, v_call.attempt_id,
                            v_snapshots[v_at])::placed_result;
        END IF;
    END LOOP;
END
$$;
GRANT EXECUTE ON FUNCTION approve_payments TO pay200_api;
