-- Step 2 of a run: what each record that is no plain match means. Those that explain something (a charge of a
-- payment that came to nothing, a refund without an answer, a dispute) are to be decided one by one and paid
-- for at once; a transaction of another day is cleared; the others are differences. How many were cleared.
-- Tables: attempt, refund, cancel, transaction, late_charge, dispute, cleared_transaction (read and insert),
-- reconciliation_item (insert).
CREATE OR REPLACE FUNCTION sort_clearing_rest(p_reconciliation_id uuid, p_acquirer text, p_business_day date,
                                              p_now timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp SET jit = off AS $$
DECLARE
    v_cleared bigint;
BEGIN
    PERFORM require_own_tables(ARRAY['clearing_rest', 'clearing_sum']);
    CREATE TEMP TABLE clearing_found (
        line integer, kind text, detail text, payment_id uuid, transaction_id uuid, attempt_id uuid, refund_id uuid,
        ours_minor bigint) ON COMMIT DROP;

    -- Sales: by the attempt that the record names.
    INSERT INTO clearing_found
    SELECT c.line,
        CASE WHEN a.attempt_id IS NULL THEN 'missing_here'
             WHEN a.copy > 1 OR ct.transaction_id IS NOT NULL OR l.attempt_id IS NOT NULL THEN 'duplicate'
             WHEN a.amount_minor <> c.amount_minor THEN 'amount_differs'
             WHEN a.state <> 'approved' THEN 'charged'
             WHEN v.transaction_id IS NOT NULL THEN 'status_differs'
             ELSE 'match' END,
        CASE WHEN a.attempt_id IS NULL THEN 'no attempt of ours has this terminal, STAN and RRN'
             WHEN ct.transaction_id IS NOT NULL THEN format('cleared before, on %s', ct.business_day)
             WHEN l.attempt_id IS NOT NULL THEN 'its charge has been found before'
             WHEN a.copy > 1 THEN 'the file has it twice'
             WHEN a.amount_minor <> c.amount_minor THEN 'a sale of another amount'
             WHEN a.state <> 'approved' THEN format('the attempt is %s here', a.state)
             WHEN v.transaction_id IS NOT NULL THEN 'charged, though it was voided'
             ELSE '' END,
        a.payment_id, t.transaction_id, a.attempt_id, NULL::uuid, a.amount_minor
    FROM clearing_rest c
    LEFT JOIN (
        SELECT a.*, r.line, row_number() OVER (PARTITION BY a.merchant_id, a.attempt_id ORDER BY r.line) AS copy
        FROM clearing_rest r
        JOIN attempt a ON a.rrn = r.rrn AND a.merchant_id = r.merchant_id AND a.terminal_id = r.terminal_id
            AND a.stan = r.stan AND a.acquirer = p_acquirer
        WHERE r.type = 'S'
    ) a ON a.line = c.line
    LEFT JOIN transaction t ON t.merchant_id = c.merchant_id AND t.payment_id = a.payment_id AND t.type = 'PAYMENT'
        AND a.state = 'approved'
    LEFT JOIN transaction v ON v.merchant_id = c.merchant_id AND v.payment_id = a.payment_id AND v.type = 'CANCEL'
        AND v.moved
    LEFT JOIN cleared_transaction ct ON ct.merchant_id = t.merchant_id AND ct.transaction_id = t.transaction_id
    LEFT JOIN late_charge l ON l.merchant_id = c.merchant_id AND l.attempt_id = a.attempt_id
    WHERE c.type = 'S';

    -- Refunds: by the message that the record names.
    INSERT INTO clearing_found
    SELECT c.line,
        CASE WHEN f.refund_id IS NULL THEN 'missing_here'
             WHEN f.copy > 1 OR ct.transaction_id IS NOT NULL OR l.refund_cleared_by IS NOT NULL THEN 'duplicate'
             WHEN f.amount_minor <> c.amount_minor THEN 'amount_differs'
             WHEN f.state IN ('pending', 'refused') THEN 'status_differs'
             WHEN f.state <> 'done' OR f.cancel_id IS NULL THEN 'refund_found'
             ELSE 'match' END,
        CASE WHEN f.refund_id IS NULL THEN 'no refund of ours has this terminal, STAN and RRN'
             WHEN ct.transaction_id IS NOT NULL THEN format('cleared before, on %s', ct.business_day)
             WHEN f.copy > 1 OR l.refund_cleared_by IS NOT NULL THEN 'the refund has been cleared already'
             WHEN f.amount_minor <> c.amount_minor THEN 'a refund of another amount'
             ELSE format('the refund is %s here', f.state) END,
        f.payment_id, n.transaction_id, f.attempt_id, f.refund_id, f.amount_minor
    FROM clearing_rest c
    LEFT JOIN (
        SELECT f.*, r.line, row_number() OVER (PARTITION BY f.merchant_id, f.refund_id ORDER BY r.line) AS copy
        FROM clearing_rest r
        JOIN refund f ON f.merchant_id = r.merchant_id AND f.rrn = r.rrn AND f.terminal_id = r.terminal_id AND f.stan = r.stan
        JOIN attempt a ON a.merchant_id = f.merchant_id AND a.attempt_id = f.attempt_id AND a.acquirer = p_acquirer
        WHERE r.type = 'R'
    ) f ON f.line = c.line
    LEFT JOIN cancel n ON n.merchant_id = f.merchant_id AND n.cancel_id = f.cancel_id
    LEFT JOIN cleared_transaction ct ON ct.merchant_id = n.merchant_id AND ct.transaction_id = n.transaction_id
    LEFT JOIN late_charge l ON l.merchant_id = f.merchant_id AND l.refund_id = f.refund_id
    WHERE c.type = 'R';

    -- Disputes: by the sale that the record names, known by the acquirer's reference from then on.
    INSERT INTO clearing_found
    SELECT c.line,
        CASE WHEN d.dispute_id IS NOT NULL OR c.copy > 1 THEN 'duplicate'
             WHEN t.transaction_id IS NULL THEN 'missing_here'
             WHEN c.amount_minor > t.amount_minor THEN 'amount_differs'
             ELSE 'disputed' END,
        CASE WHEN d.dispute_id IS NOT NULL OR c.copy > 1 THEN format('the dispute %s is open already', c.reference)
             WHEN t.transaction_id IS NULL THEN 'no sale of ours has this terminal, STAN and RRN'
             WHEN c.amount_minor > t.amount_minor THEN 'a dispute of more than the sale'
             ELSE '' END,
        a.payment_id, t.transaction_id, a.attempt_id, NULL, t.amount_minor
    FROM (SELECT *, row_number() OVER (PARTITION BY merchant_id, reference ORDER BY line) AS copy
          FROM clearing_rest WHERE type = 'D') c
    LEFT JOIN attempt a ON a.rrn = c.rrn AND a.merchant_id = c.merchant_id AND a.terminal_id = c.terminal_id
        AND a.stan = c.stan AND a.acquirer = p_acquirer AND a.state = 'approved'
    LEFT JOIN transaction t ON t.merchant_id = a.merchant_id AND t.payment_id = a.payment_id AND t.type = 'PAYMENT'
    LEFT JOIN dispute d ON d.merchant_id = c.merchant_id AND d.acquirer = p_acquirer AND d.reference = c.reference;
    INSERT INTO clearing_found
    SELECT c.line,
        CASE WHEN d.dispute_id IS NULL THEN 'missing_here'
             WHEN d.state = 'WON' OR c.copy > 1 THEN 'duplicate'
             WHEN d.amount_minor <> c.amount_minor THEN 'amount_differs'
             ELSE 'dispute_reversed' END,
        CASE WHEN d.dispute_id IS NULL THEN format('there is no dispute %s here', c.reference)
             WHEN d.state = 'WON' OR c.copy > 1 THEN format('the dispute %s has been reversed already', c.reference)
             WHEN d.amount_minor <> c.amount_minor THEN 'another amount than was disputed'
             ELSE '' END,
        d.payment_id, d.transaction_id, NULL, NULL, d.amount_minor
    FROM (SELECT *, row_number() OVER (PARTITION BY merchant_id, reference ORDER BY line) AS copy
          FROM clearing_rest WHERE type = 'V') c
    LEFT JOIN dispute d ON d.merchant_id = c.merchant_id AND d.acquirer = p_acquirer AND d.reference = c.reference;

    ANALYZE clearing_found;
    INSERT INTO cleared_transaction (merchant_id, transaction_id, payment_id, reconciliation_id, acquirer, business_day,
        amount_minor, acquirer_fee_minor, line)
    SELECT c.merchant_id, f.transaction_id, f.payment_id, p_reconciliation_id, p_acquirer, p_business_day,
        CASE c.type WHEN 'S' THEN c.amount_minor ELSE -c.amount_minor END, c.fee_minor, c.line
    FROM clearing_found f JOIN clearing_rest c ON c.line = f.line WHERE f.kind = 'match';
    GET DIAGNOSTICS v_cleared = ROW_COUNT;

    INSERT INTO reconciliation_item (merchant_id, item_id, reconciliation_id, acquirer, business_day, kind, state, line,
        payment_id, transaction_id, attempt_id, refund_id, rrn, approval_code, ours_minor, theirs_minor, fee_minor,
        reference, detail)
    SELECT c.merchant_id, uuid_v7(p_now), p_reconciliation_id, p_acquirer, p_business_day, f.kind,
        CASE WHEN f.kind IN ('charged', 'refund_found', 'disputed', 'dispute_reversed') THEN 'undecided' ELSE 'open' END,
        c.line, f.payment_id, f.transaction_id, f.attempt_id, f.refund_id, c.rrn, c.approval_code, f.ours_minor,
        c.amount_minor, c.fee_minor, nullif(c.reference, ''), f.detail
    FROM clearing_found f JOIN clearing_rest c ON c.line = f.line WHERE f.kind <> 'match';

    INSERT INTO clearing_sum (merchant_id, amount_minor, fee_minor)
    SELECT c.merchant_id, sum(CASE WHEN c.type IN ('S', 'V') THEN c.amount_minor ELSE -c.amount_minor END),
        sum(c.fee_minor)
    FROM clearing_found f JOIN clearing_rest c ON c.line = f.line
    WHERE f.kind IN ('match', 'charged', 'refund_found', 'disputed', 'dispute_reversed')
    GROUP BY c.merchant_id;
    RETURN v_cleared;
END
$$;
GRANT EXECUTE ON FUNCTION sort_clearing_rest TO pay200_operator;
