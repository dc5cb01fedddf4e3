-- Payments by their keys, as rows: what payment_snapshot says of each, in columns by type (t text, n number, b boolean, i
-- id, at time), whose meaning is each kind's and core/payment/find_payment_store.cpp's to know. `place` says of which
-- element of the two arrays a row is, from 1; one that is not there has no row.
-- Reads alone take it: to start a plan of five tables costs more than to run it, and here many reads start one; and
-- a row costs a third of the same in JSON (docs/profile.md). tests/core/payment/find_payment_store_test.cpp holds both forms together.
-- Each table is looked up by its key, however few rows it seems to hold when the plan is made (OFFSET 0).
-- The lengths of the arrays are hidden behind (SELECT ...): else the plan for these arrays would look cheaper than the general
-- one, and PostgreSQL would plan anew at every call.
-- Tables: payment, merchant, transaction, attempt, cancel, payment_event (read).
CREATE OR REPLACE FUNCTION find_payments(p_merchant_ids bigint[], p_payment_ids uuid[])
RETURNS TABLE (place bigint, kind text, t1 text, t2 text, t3 text, t4 text, t5 text, t6 text, t7 text, t8 text,
    n1 bigint, n2 bigint, n3 bigint, n4 bigint, n5 bigint, n6 bigint, n7 bigint, n8 bigint, n9 bigint,
    b1 boolean, b2 boolean, i1 uuid, i2 uuid, at1 timestamptz, at2 timestamptz, at3 timestamptz, at4 timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pay200, pg_temp SET enable_seqscan = off
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    RETURN QUERY
    WITH sought AS MATERIALIZED (
        SELECT s.merchant_id, s.payment_id, s.place
        FROM unnest((SELECT p_merchant_ids), (SELECT p_payment_ids)) WITH ORDINALITY AS s (merchant_id, payment_id, place))
    SELECT s.place, 'payment',
        m.name, m.mode, p.order_id, p.order_name, p.customer_name, p.currency, p.state, p.failure_code,
        p.total_minor, p.balance_minor, p.supplied_minor, p.vat_minor, p.tax_free_minor,
        p.fee_basis_points::bigint, p.fee_fixed_minor, p.installment_least::bigint, p.installment_most::bigint,
        p.fee_refundable, p.shop_confirms, p.shopper_id,
        (SELECT t.transaction_id
         FROM (SELECT o.transaction_id FROM transaction o
               WHERE o.merchant_id = p.merchant_id AND o.payment_id = p.payment_id OFFSET 0) t
         ORDER BY t.transaction_id DESC LIMIT 1),
        p.requested_at, p.expires_at, p.hold_expires_at, p.approved_at
    FROM sought s
    CROSS JOIN LATERAL (SELECT * FROM payment o
                        WHERE o.merchant_id = s.merchant_id AND o.payment_id = s.payment_id OFFSET 0) p
    CROSS JOIN LATERAL (SELECT * FROM merchant o WHERE o.merchant_id = s.merchant_id OFFSET 0) m
    UNION ALL
    SELECT s.place, 'attempt',
        a.state, a.acquirer, a.card_bin, a.card_last_four, a.card_brand, a.rrn, a.response_code, a.approval_code,
        a.number::bigint, a.installment_months::bigint, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
        NULL, NULL, a.attempt_id, NULL, a.started_at, a.finished_at, NULL, NULL
    FROM sought s
    CROSS JOIN LATERAL (SELECT * FROM attempt o
                        WHERE o.merchant_id = s.merchant_id AND o.payment_id = s.payment_id ORDER BY o.number) a
    UNION ALL
    SELECT s.place, 'cancel',
        c.state, c.type, c.reason, c.requested_by, c.operator, c.response_code, NULL, NULL,
        c.amount_minor, c.supplied_minor, c.vat_minor, c.tax_free_minor, NULL, NULL, NULL, NULL, NULL,
        c.moved, NULL, c.cancel_id, c.transaction_id, c.requested_at, c.finished_at, NULL, NULL
    FROM sought s
    CROSS JOIN LATERAL (SELECT * FROM cancel o
                        WHERE o.merchant_id = s.merchant_id AND o.payment_id = s.payment_id ORDER BY o.cancel_id) c
    UNION ALL
    SELECT s.place, 'event',
        e.event, e.state, e.detail::text, NULL, NULL, NULL, NULL, NULL,
        e.number::bigint, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
        NULL, NULL, NULL, NULL, e.occurred_at, NULL, NULL, NULL
    FROM sought s
    CROSS JOIN LATERAL (SELECT * FROM payment_event o
                        WHERE o.merchant_id = s.merchant_id AND o.payment_id = s.payment_id ORDER BY o.number) e;
END
$$;
GRANT EXECUTE ON FUNCTION find_payments TO pay200_api, pay200_relay, pay200_operator;
