-- What must hold at every moment, as one statement and so on one snapshot: a row for each violation,
-- none when all is well (pgctl db check). It reads whole tables: not for the hot path.
-- Tables: all of a merchant's (read).
CREATE OR REPLACE FUNCTION check_invariants(p_now timestamptz)
RETURNS TABLE (check_name text, merchant_id bigint, payment_id uuid, detail text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
    WITH entries AS (
        SELECT merchant_id, transaction_id, payment_id, currency, sum(amount_minor) AS total,
            sum(amount_minor) FILTER (WHERE account = 'acquirer_receivable') AS receivable
        FROM ledger_entry GROUP BY merchant_id, transaction_id, payment_id, currency
    ), accounts AS (
        SELECT merchant_id, payment_id, account, currency, sum(amount_minor) AS total
        FROM ledger_entry GROUP BY merchant_id, payment_id, account, currency
    ), moves AS (
        SELECT merchant_id, payment_id,
            count(*) FILTER (WHERE type = 'PAYMENT' AND moved) AS payments,
            count(*) FILTER (WHERE type = 'CANCEL' AND moved) AS voids,
            count(*) FILTER (WHERE type = 'CANCEL' AND NOT moved) AS unmoved_cancels,
            count(*) FILTER (WHERE type = 'REFUND' AND moved) AS refunds,
            coalesce(sum(amount_minor) FILTER (WHERE type = 'REFUND'), 0)::bigint AS refunded,
            count(*) AS transactions
        FROM transaction GROUP BY merchant_id, payment_id
    ), cancels AS (
        SELECT merchant_id, payment_id,
            coalesce(sum(amount_minor) FILTER (WHERE state = 'done' OR (state = 'in_progress' AND moved)), 0) AS taken,
            count(*) FILTER (WHERE state = 'in_progress') AS open,
            coalesce(sum(supplied_minor) FILTER (WHERE state <> 'aborted'), 0) AS supplied,
            coalesce(sum(vat_minor) FILTER (WHERE state <> 'aborted'), 0) AS vat,
            coalesce(sum(tax_free_minor) FILTER (WHERE state <> 'aborted'), 0) AS tax_free
        FROM cancel GROUP BY merchant_id, payment_id
    ), attempts AS (
        SELECT merchant_id, payment_id,
            count(*) FILTER (WHERE state = 'sending') AS sending,
            count(*) FILTER (WHERE state = 'reversing') AS reversing,
            count(*) FILTER (WHERE state = 'unknown') AS unknown,
            count(*) FILTER (WHERE state = 'approved') AS approved
        FROM attempt GROUP BY merchant_id, payment_id
    ), owed AS (
        SELECT r.merchant_id, r.payment_id,
            count(*) FILTER (WHERE r.reason = 'void' AND a.state = 'approved') AS voids,
            count(*) FILTER (WHERE r.reason = 'unknown_outcome' AND a.state IN ('reversing', 'unknown')) AS reversals
        FROM reversal r JOIN attempt a ON a.merchant_id = r.merchant_id AND a.attempt_id = r.attempt_id
        WHERE r.state IN ('pending', 'alarmed') GROUP BY r.merchant_id, r.payment_id
    ), owed_refunds AS (
        SELECT merchant_id, payment_id, count(*) AS refunds FROM refund
        WHERE state IN ('pending', 'sending', 'unknown', 'alarmed') AND cancel_id IS NOT NULL
        GROUP BY merchant_id, payment_id
    ), fees AS (
        SELECT e.merchant_id, e.payment_id, e.account,
            coalesce(-sum(e.amount_minor) FILTER (WHERE t.type = 'PAYMENT'), 0)::bigint AS taken,
            coalesce(sum(e.amount_minor) FILTER (WHERE t.type = 'REFUND'), 0) AS given_back
        FROM ledger_entry e
        JOIN transaction t ON t.merchant_id = e.merchant_id AND t.transaction_id = e.transaction_id
        WHERE e.account IN ('fee_revenue', 'fee_vat_payable')
        GROUP BY e.merchant_id, e.payment_id, e.account
    ), found AS (
        SELECT p.merchant_id, p.payment_id, p.state, p.total_minor, p.balance_minor,
            coalesce(m.payments, 0) AS payments, coalesce(m.voids, 0) AS voids,
            coalesce(m.unmoved_cancels, 0) AS unmoved_cancels, coalesce(m.refunds, 0) AS refunds,
            coalesce(m.refunded, 0) AS refunded, p.fee_refundable, coalesce(m.transactions, 0) AS transactions,
            coalesce(c.taken, 0) AS taken, coalesce(c.open, 0) AS open_cancels,
            p.supplied_minor - coalesce(c.supplied, 0) AS supplied_left, p.vat_minor - coalesce(c.vat, 0) AS vat_left,
            p.tax_free_minor - coalesce(c.tax_free, 0) AS tax_free_left,
            coalesce(a.sending, 0) AS sending, coalesce(a.reversing, 0) AS reversing,
            coalesce(a.unknown, 0) AS unknown, coalesce(a.approved, 0) AS approved,
            coalesce(o.voids, 0) AS owed_voids, coalesce(o.reversals, 0) AS owed_reversals,
            coalesce(w.refunds, 0) AS owed_refunds,
            p.state IN ('approved', 'approved_voiding', 'voiding') AS is_paid
        FROM payment p
        LEFT JOIN moves m ON m.merchant_id = p.merchant_id AND m.payment_id = p.payment_id
        LEFT JOIN cancels c ON c.merchant_id = p.merchant_id AND c.payment_id = p.payment_id
        LEFT JOIN attempts a ON a.merchant_id = p.merchant_id AND a.payment_id = p.payment_id
        LEFT JOIN owed o ON o.merchant_id = p.merchant_id AND o.payment_id = p.payment_id
        LEFT JOIN owed_refunds w ON w.merchant_id = p.merchant_id AND w.payment_id = p.payment_id
    )
    SELECT 'entries_sum_to_zero', merchant_id, payment_id, format('transaction %s: %s %s', transaction_id, total, currency)
    FROM entries WHERE total <> 0
    UNION ALL
    SELECT 'entries_belong_to_a_moved_transaction', e.merchant_id, e.payment_id, format('transaction %s', e.transaction_id)
    FROM entries e
    LEFT JOIN transaction t ON t.merchant_id = e.merchant_id AND t.transaction_id = e.transaction_id
        AND t.payment_id = e.payment_id AND t.currency = e.currency AND t.moved
    LEFT JOIN ledger_posting g ON g.merchant_id = e.merchant_id AND g.posting_id = e.transaction_id
        AND g.payment_id IS NOT DISTINCT FROM e.payment_id
    WHERE t.transaction_id IS NULL AND g.posting_id IS NULL
    UNION ALL
    SELECT 'moved_transaction_has_entries', t.merchant_id, t.payment_id,
        format('transaction %s of %s: acquirer_receivable %s', t.transaction_id, t.amount_minor, coalesce(e.receivable, 0))
    FROM transaction t
    LEFT JOIN entries e ON e.merchant_id = t.merchant_id AND e.transaction_id = t.transaction_id
    WHERE t.moved
        AND e.receivable IS DISTINCT FROM CASE t.type WHEN 'PAYMENT' THEN t.amount_minor ELSE -t.amount_minor END
    UNION ALL
    SELECT 'transaction_belongs_to_a_payment', t.merchant_id, t.payment_id, format('transaction %s', t.transaction_id)
    FROM transaction t
    LEFT JOIN payment p ON p.merchant_id = t.merchant_id AND p.payment_id = t.payment_id
    WHERE p.payment_id IS NULL
    UNION ALL
    SELECT 'paid_has_one_payment_and_no_cancel', merchant_id, payment_id,
        format('%s: %s payments, %s voids, %s unmoved cancels', state, payments, voids, unmoved_cancels)
    FROM found WHERE is_paid <> (payments = 1 AND transactions = 1)
    UNION ALL
    SELECT 'canceled_is_given_back_or_never_moved', merchant_id, payment_id,
        format('%s: %s payments, %s voids, %s refunded, %s unmoved cancels', state, payments, voids, refunded, unmoved_cancels)
    FROM found
    WHERE (state = 'canceled') <> ((payments = 1 AND voids = 1 AND transactions = 2)
                                   OR (payments = 1 AND refunds > 0 AND transactions = 1 + refunds AND refunded = total_minor)
                                   OR (unmoved_cancels = 1 AND transactions = 1))
    UNION ALL
    SELECT 'partially_canceled_is_given_back_in_part', merchant_id, payment_id,
        format('%s: %s payments, %s refunded of %s', state, payments, refunded, total_minor)
    FROM found
    WHERE (state = 'partially_canceled')
        <> (payments = 1 AND refunds > 0 AND transactions = 1 + refunds AND refunded < total_minor)
    UNION ALL
    SELECT 'unpaid_has_no_transaction', merchant_id, payment_id, format('%s: %s transactions', state, transactions)
    FROM found WHERE NOT is_paid AND state NOT IN ('canceled', 'partially_canceled') AND transactions > 0
    UNION ALL
    SELECT 'void_is_the_exact_negation', a.merchant_id, a.payment_id, format('%s: %s %s', a.account, a.total, a.currency)
    FROM accounts a JOIN found f ON f.merchant_id = a.merchant_id AND f.payment_id = a.payment_id
    WHERE f.state = 'canceled' AND f.voids = 1 AND a.total <> 0
    UNION ALL
    SELECT 'refunds_give_back_their_shares', s.merchant_id, s.payment_id,
        format('%s: %s of %s given back with %s of %s', s.account, s.given_back, s.taken, f.refunded, f.total_minor)
    FROM fees s JOIN found f ON f.merchant_id = s.merchant_id AND f.payment_id = s.payment_id
    WHERE s.given_back <> CASE WHEN f.fee_refundable THEN share_of(s.taken, f.refunded, f.total_minor) ELSE 0 END
    UNION ALL
    SELECT 'refund_fits_its_cancel', coalesce(r.merchant_id, c.merchant_id), coalesce(r.payment_id, c.payment_id),
        format('refund %s of %s, cancel %s of %s', coalesce(r.state, 'missing'), r.amount_minor,
               coalesce(c.state, 'missing'), c.amount_minor)
    FROM (SELECT * FROM refund WHERE cancel_id IS NOT NULL) r
    FULL JOIN (SELECT * FROM cancel WHERE type = 'REFUND') c ON c.merchant_id = r.merchant_id AND c.cancel_id = r.cancel_id
        AND c.payment_id = r.payment_id
    WHERE r.amount_minor IS DISTINCT FROM c.amount_minor
        OR c.state <> CASE r.state WHEN 'done' THEN 'done' WHEN 'refused' THEN 'aborted' ELSE 'in_progress' END
    UNION ALL
    SELECT 'done_cancel_has_its_transaction', c.merchant_id, c.payment_id, format('cancel %s of %s', c.cancel_id, c.amount_minor)
    FROM cancel c
    LEFT JOIN transaction t ON t.merchant_id = c.merchant_id AND t.transaction_id = c.transaction_id
        AND t.payment_id = c.payment_id AND t.type = c.type AND t.moved = c.moved AND t.amount_minor = c.amount_minor
    WHERE (c.state = 'done') <> (t.transaction_id IS NOT NULL)
    UNION ALL
    SELECT 'cancels_fit_the_tax_parts', merchant_id, payment_id,
        format('%s: left %s supplied, %s vat, %s tax free', state, supplied_left, vat_left, tax_free_left)
    FROM found WHERE supplied_left < 0 OR vat_left < 0 OR tax_free_left < 0
    UNION ALL
    SELECT 'balance_is_paid_minus_canceled', merchant_id, payment_id,
        format('%s: total %s, canceled %s, balance %s', state, total_minor, taken, balance_minor)
    FROM found WHERE balance_minor <> total_minor - taken
    UNION ALL
    SELECT 'paid_has_one_approved_attempt', merchant_id, payment_id, format('%s: %s approved attempts', state, approved)
    FROM found WHERE approved <> payments
    UNION ALL
    SELECT 'authorizing_has_one_sending_attempt', merchant_id, payment_id, format('%s: %s sending', state, sending)
    FROM found WHERE sending <> CASE WHEN state IN ('authorizing', 'authorizing_cancel') THEN 1 ELSE 0 END
    UNION ALL
    SELECT 'unknown_owes_a_reversal', merchant_id, payment_id,
        format('%s: %s unknown and %s reversing attempts, %s reversals owed', state, unknown, reversing, owed_reversals)
    FROM found
    WHERE unknown <> CASE state WHEN 'unknown' THEN 1 ELSE 0 END
        OR reversing <> CASE WHEN state IN ('reversing', 'reversing_cancel') THEN 1 ELSE 0 END
        OR owed_reversals <> unknown + reversing
    UNION ALL
    SELECT 'voiding_owes_a_void', merchant_id, payment_id,
        format('%s: %s voids and %s refunds owed, %s cancels in progress', state, owed_voids, owed_refunds, open_cancels)
    FROM found
    WHERE CASE WHEN state IN ('voiding', 'approved_voiding') THEN owed_voids + owed_refunds <> 1 OR open_cancels <> 1
               ELSE owed_voids > 0 END
    UNION ALL
    SELECT 'one_open_attempt', merchant_id, payment_id, format('%s sending, %s reversing, %s unknown', sending, reversing, unknown)
    FROM found WHERE sending + reversing + unknown > 1
    UNION ALL
    SELECT 'order_points_to_its_payment', o.merchant_id, o.payment_id, format('order %s', o.order_id)
    FROM payment_order o
    LEFT JOIN payment p ON p.merchant_id = o.merchant_id AND p.payment_id = o.payment_id AND p.order_id = o.order_id
    WHERE p.payment_id IS NULL
    UNION ALL
    -- What the shop's confirm would charge: the card that this payment's shopper chose, while it may.
    SELECT 'confirmed_waits_for_its_shop', p.merchant_id, p.payment_id,
        format('confirm %s: %s', coalesce(p.confirm_id::text, 'missing'), CASE
            WHEN NOT p.shop_confirms THEN 'the payment does not wait for its shop'
            WHEN c.confirm_id IS NULL THEN 'there is no such confirm'
            WHEN c.payment_id <> p.payment_id THEN 'it is of another payment'
            WHEN c.shopper_id IS DISTINCT FROM p.shopper_id THEN 'it is of another shopper'
            ELSE 'the payment has another deadline' END)
    FROM payment p
    LEFT JOIN payment_confirm c ON c.merchant_id = p.merchant_id AND c.confirm_id = p.confirm_id
    WHERE p.state = 'confirmed' AND (NOT p.shop_confirms OR c.confirm_id IS NULL OR c.payment_id <> p.payment_id
        OR c.shopper_id IS DISTINCT FROM p.shopper_id OR c.expires_at IS DISTINCT FROM p.hold_expires_at)
    UNION ALL
    SELECT 'attempt_charges_what_was_confirmed', a.merchant_id, a.payment_id,
        format('attempt %s, confirm %s', a.attempt_id, coalesce(a.confirm_id::text, 'missing'))
    FROM attempt a
    JOIN payment p ON p.merchant_id = a.merchant_id AND p.payment_id = a.payment_id
    LEFT JOIN payment_confirm c ON c.merchant_id = a.merchant_id AND c.confirm_id = a.confirm_id
        AND c.payment_id = a.payment_id AND c.shopper_id = a.shopper_id AND c.card_id = a.card_id
        AND c.installment_months = a.installment_months
    WHERE CASE WHEN p.shop_confirms THEN c.confirm_id IS NULL ELSE a.confirm_id IS NOT NULL END
    UNION ALL
    SELECT 'confirm_is_charged_once', merchant_id, payment_id, format('confirm %s: %s attempts', confirm_id, count(*))
    FROM attempt WHERE confirm_id IS NOT NULL AND state <> 'not_sent'
    GROUP BY merchant_id, payment_id, confirm_id HAVING count(*) > 1
    UNION ALL
    SELECT 'confirmed_too_long', merchant_id, payment_id, format('its shop had until %s', hold_expires_at)
    FROM payment WHERE state = 'confirmed' AND hold_expires_at < p_now - interval '5 minutes'
    UNION ALL
    SELECT 'sending_too_long', merchant_id, payment_id, format('attempt %s since %s', attempt_id, started_at)
    FROM attempt WHERE state IN ('sending', 'reversing') AND started_at < p_now - interval '5 minutes'
    UNION ALL
    SELECT 'reversal_needs_a_person', merchant_id, payment_id,
        format('%s %s: the acquirer answered %s', reason, reversal_id, response_code)
    FROM reversal WHERE state = 'alarmed'
    UNION ALL
    SELECT 'reversal_pending_too_long', merchant_id, payment_id,
        format('%s %s since %s, tried %s times', reason, reversal_id, created_at, tries)
    FROM reversal WHERE state = 'pending' AND created_at < p_now - interval '1 hour'
    UNION ALL
    SELECT 'refund_needs_a_person', merchant_id, payment_id,
        format('refund %s: the acquirer answered %s', refund_id, response_code)
    FROM refund WHERE state = 'alarmed'
    UNION ALL
    SELECT 'refund_open_too_long', merchant_id, payment_id,
        format('refund %s, %s since %s, tried %s times', refund_id, state, created_at, tries)
    FROM refund WHERE state IN ('pending', 'sending', 'unknown') AND created_at < p_now - interval '1 hour'
    UNION ALL
    SELECT 'funding_is_what_was_cleared', coalesce(f.merchant_id, c.merchant_id), NULL::uuid,
        format('reconciliation %s: %s funded, %s cleared', coalesce(f.reconciliation_id, c.reconciliation_id),
               coalesce(f.amount, 0), coalesce(c.amount, 0))
    FROM (
        SELECT g.merchant_id, g.source_id AS reconciliation_id, -sum(e.amount_minor) AS amount
        FROM ledger_posting g
        JOIN ledger_entry e ON e.merchant_id = g.merchant_id AND e.transaction_id = g.posting_id
            AND e.account = 'acquirer_receivable'
        WHERE g.kind = 'funding' GROUP BY g.merchant_id, g.source_id
    ) f
    FULL JOIN (
        SELECT merchant_id, reconciliation_id, sum(amount) AS amount
        FROM (
            SELECT merchant_id, reconciliation_id, amount_minor AS amount FROM cleared_transaction
            UNION ALL
            SELECT merchant_id, reconciliation_id, amount_minor FROM late_charge
            UNION ALL
            SELECT merchant_id, refund_cleared_by, -amount_minor FROM late_charge WHERE refund_cleared_by IS NOT NULL
            UNION ALL
            SELECT merchant_id, opened_by, -amount_minor FROM dispute
            UNION ALL
            SELECT merchant_id, reversed_by, amount_minor FROM dispute WHERE reversed_by IS NOT NULL
            UNION ALL  -- paid for, and still to be decided
            SELECT merchant_id, reconciliation_id, CASE WHEN kind IN ('charged', 'dispute_reversed') THEN theirs_minor
                                                        ELSE -theirs_minor END
            FROM reconciliation_item WHERE state = 'undecided' AND kind <> 'refund_not_found'
        ) parts GROUP BY merchant_id, reconciliation_id
    ) c ON c.merchant_id = f.merchant_id AND c.reconciliation_id = f.reconciliation_id
    WHERE coalesce(f.amount, 0) <> coalesce(c.amount, 0)
    UNION ALL
    SELECT 'cleared_is_what_moved', c.merchant_id, c.payment_id, format('transaction %s: %s', c.transaction_id, c.amount_minor)
    FROM cleared_transaction c
    LEFT JOIN transaction t ON t.merchant_id = c.merchant_id AND t.transaction_id = c.transaction_id AND t.moved
        AND t.payment_id = c.payment_id
    WHERE c.amount_minor IS DISTINCT FROM CASE t.type WHEN 'PAYMENT' THEN t.amount_minor WHEN 'REFUND' THEN -t.amount_minor END
    UNION ALL
    SELECT 'cleared_was_not_voided', c.merchant_id, c.payment_id, format('transaction %s: %s', c.transaction_id, c.amount_minor)
    FROM cleared_transaction c
    JOIN transaction v ON v.merchant_id = c.merchant_id AND v.payment_id = c.payment_id AND v.type = 'CANCEL' AND v.moved
    UNION ALL
    SELECT 'cleared_of_its_day_has_an_id_of_it', c.merchant_id, c.payment_id, format('transaction %s', c.transaction_id)
    FROM cleared_transaction c
    LEFT JOIN reconciliation r ON r.reconciliation_id = c.reconciliation_id
    WHERE NOT c.late AND (c.transaction_id >= r.least_id AND c.transaction_id < r.most_id) IS NOT TRUE
        AND (r.least_id IS NULL AND r.settled) IS NOT TRUE  -- of an earlier version, and not looked for again
    UNION ALL
    SELECT 'late_charge_is_owed_until_it_is_returned', l.merchant_id, l.payment_id,
        format('attempt %s of %s, refund %s: %s owed', l.attempt_id, l.amount_minor, coalesce(r.state, 'missing'),
               coalesce(e.owed, 0))
    FROM late_charge l
    LEFT JOIN refund r ON r.merchant_id = l.merchant_id AND r.refund_id = l.refund_id
    LEFT JOIN (
        SELECT g.merchant_id, coalesce(x.attempt_id, g.source_id) AS attempt_id, -sum(e.amount_minor) AS owed
        FROM ledger_posting g
        JOIN ledger_entry e ON e.merchant_id = g.merchant_id AND e.transaction_id = g.posting_id
            AND e.account = 'shopper_payable'
        LEFT JOIN refund x ON x.merchant_id = g.merchant_id AND x.refund_id = g.source_id
        GROUP BY g.merchant_id, coalesce(x.attempt_id, g.source_id)
    ) e ON e.merchant_id = l.merchant_id AND e.attempt_id = l.attempt_id
    WHERE coalesce(e.owed, 0) IS DISTINCT FROM CASE WHEN r.state = 'done' THEN 0 ELSE l.amount_minor END
    UNION ALL
    SELECT 'dispute_holds_until_it_is_decided', d.merchant_id, d.payment_id,
        format('dispute %s of %s, %s: %s held', d.dispute_id, d.amount_minor, d.state, coalesce(h.held, 0))
    FROM dispute d
    LEFT JOIN (
        SELECT g.merchant_id, g.source_id, sum(e.amount_minor) AS held
        FROM ledger_posting g
        JOIN ledger_entry e ON e.merchant_id = g.merchant_id AND e.transaction_id = g.posting_id AND e.account = 'dispute_hold'
        GROUP BY g.merchant_id, g.source_id
    ) h ON h.merchant_id = d.merchant_id AND h.source_id = d.dispute_id
    WHERE coalesce(h.held, 0) <> CASE WHEN d.state IN ('OPEN', 'CONTESTED') THEN d.amount_minor ELSE 0 END
    UNION ALL
    SELECT 'running_request_has_an_open_attempt', i.merchant_id, i.payment_id,
        format('attempt %s: %s', i.holder_id, coalesce(a.state, 'missing'))
    FROM idempotency i
    LEFT JOIN attempt a ON a.merchant_id = i.merchant_id AND a.attempt_id = i.holder_id
    WHERE i.state = 'running' AND coalesce(a.state, 'missing') NOT IN ('sending', 'reversing')
    UNION ALL
    SELECT * FROM check_settlements()
$$;
GRANT EXECUTE ON FUNCTION check_invariants TO pay200_operator;
