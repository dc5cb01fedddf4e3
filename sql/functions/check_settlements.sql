-- What must hold of settlements and payouts at every moment: check_invariants' part of them, in its columns.
-- Tables: reconciliation, settlement, settlement_line, settlement_reconciliation, cleared_transaction, payout, payout_account,
-- ledger_posting, ledger_entry (read).
CREATE OR REPLACE FUNCTION check_settlements()
RETURNS TABLE (check_name text, merchant_id bigint, payment_id uuid, detail text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
    WITH lines AS (
        SELECT merchant_id, settlement_id,
            coalesce(sum(amount_minor) FILTER (WHERE type = 'PAYMENT'), 0) AS gross,
            -coalesce(sum(amount_minor) FILTER (WHERE type = 'CANCEL'), 0) AS canceled,
            -coalesce(sum(amount_minor) FILTER (WHERE type = 'REFUND'), 0) AS refunded,
            sum(fee_minor) AS fee, sum(vat_minor) AS vat,
            -coalesce(sum(amount_minor) FILTER (WHERE type IN ('DISPUTE_LOST', 'DISPUTE_WON')), 0) AS disputed,
            coalesce(sum(amount_minor) FILTER (WHERE type = 'PAYOUT_RETURNED'), 0) AS returned, count(*) AS lines
        FROM settlement_line GROUP BY merchant_id, settlement_id
    ), in_order AS (
        SELECT merchant_id, settlement_id, business_day, carried_in_minor,
            lag(carried_out_minor, 1, 0::bigint) OVER (PARTITION BY merchant_id ORDER BY business_day) AS carried
        FROM settlement
    ), posted AS (
        SELECT g.merchant_id, g.posting_id, g.kind, g.source_id,
            coalesce(sum(e.amount_minor) FILTER (WHERE e.account = 'merchant_payable'), 0) AS payable,
            coalesce(sum(e.amount_minor) FILTER (WHERE e.account = 'payout_in_transit'), 0) AS in_transit,
            coalesce(sum(e.amount_minor) FILTER (WHERE e.account = 'settlement_trust'), 0) AS trust
        FROM ledger_posting g
        JOIN ledger_entry e ON e.merchant_id = g.merchant_id AND e.transaction_id = g.posting_id
        WHERE g.kind IN ('payout_sent', 'payout_confirmed', 'payout_returned')
        GROUP BY g.merchant_id, g.posting_id, g.kind, g.source_id
    )
    SELECT 'settlement_is_its_lines', s.merchant_id, NULL::uuid, format('settlement %s of %s', s.settlement_id, s.business_day)
    FROM settlement s
    LEFT JOIN lines l ON l.merchant_id = s.merchant_id AND l.settlement_id = s.settlement_id
    WHERE ROW(s.gross_minor, s.canceled_minor, s.refunded_minor, s.fee_minor, s.vat_minor, s.disputed_minor,
              s.returned_minor, s.lines)
        IS DISTINCT FROM ROW(l.gross, l.canceled, l.refunded, l.fee, l.vat, l.disputed, l.returned, l.lines)
    UNION ALL
    SELECT 'settlement_line_is_the_ledgers', l.merchant_id, l.payment_id,
        format('line %s: %s, the ledger says %s', l.line_id, l.payable_minor, coalesce(e.payable, 0))
    FROM settlement_line l
    LEFT JOIN (
        SELECT merchant_id, transaction_id, -sum(amount_minor) AS payable FROM ledger_entry
        WHERE account = 'merchant_payable' GROUP BY merchant_id, transaction_id
    ) e ON e.merchant_id = l.merchant_id AND e.transaction_id = l.line_id
    WHERE l.payable_minor <> coalesce(e.payable, 0)
    UNION ALL
    SELECT 'settled_file_is_settled_whole', c.merchant_id, c.payment_id, format('transaction %s', c.transaction_id)
    FROM cleared_transaction c
    LEFT JOIN settlement_reconciliation r ON r.merchant_id = c.merchant_id AND r.reconciliation_id = c.reconciliation_id
    LEFT JOIN settlement_line l ON l.merchant_id = c.merchant_id AND l.line_id = c.transaction_id
    WHERE r.settlement_id IS DISTINCT FROM l.settlement_id
    UNION ALL
    SELECT 'settled_file_is_everybodys', c.merchant_id, c.payment_id, format('transaction %s', c.transaction_id)
    FROM reconciliation q
    JOIN cleared_transaction c ON c.reconciliation_id = q.reconciliation_id
    LEFT JOIN settlement_reconciliation r ON r.merchant_id = c.merchant_id AND r.reconciliation_id = c.reconciliation_id
    WHERE q.settled AND r.settlement_id IS NULL
    UNION ALL
    SELECT 'settlements_carry_on', merchant_id, NULL::uuid,
        format('settlement %s of %s: %s carried in, %s before', settlement_id, business_day, carried_in_minor, carried)
    FROM in_order WHERE carried_in_minor <> carried
    UNION ALL
    SELECT 'payout_is_what_its_settlement_pays', s.merchant_id, NULL::uuid,
        format('settlement %s: %s, payout %s', s.settlement_id, s.payout_minor, coalesce(p.amount_minor, 0))
    FROM settlement s
    LEFT JOIN payout p ON p.merchant_id = s.merchant_id AND p.settlement_id = s.settlement_id
    WHERE s.payout_minor <> coalesce(p.amount_minor, 0) OR p.due_day <> s.due_day
    UNION ALL
    SELECT 'payout_is_in_the_ledger', coalesce(p.merchant_id, g.merchant_id), NULL::uuid,
        format('payout %s of %s, %s: posting %s', p.payout_id, p.amount_minor, p.state, coalesce(g.kind, 'missing'))
    FROM (
        SELECT merchant_id, payout_id, amount_minor, state, 'payout_sent' AS kind, payout_id AS posting_id FROM payout
        WHERE state <> 'MADE'
        UNION ALL
        SELECT merchant_id, payout_id, amount_minor, state,
            CASE state WHEN 'CONFIRMED' THEN 'payout_confirmed' ELSE 'payout_returned' END, ending_id FROM payout
        WHERE state IN ('CONFIRMED', 'RETURNED')
    ) p
    FULL JOIN posted g ON g.merchant_id = p.merchant_id AND g.posting_id = p.posting_id AND g.kind = p.kind
        AND g.source_id = p.payout_id
        AND g.payable = CASE g.kind WHEN 'payout_sent' THEN p.amount_minor WHEN 'payout_returned' THEN -p.amount_minor ELSE 0 END
        AND g.in_transit = CASE g.kind WHEN 'payout_sent' THEN -p.amount_minor ELSE p.amount_minor END
        AND g.trust = CASE g.kind WHEN 'payout_confirmed' THEN -p.amount_minor ELSE 0 END
    WHERE p.payout_id IS NULL OR g.posting_id IS NULL
    UNION ALL
    SELECT 'payout_went_to_a_verified_account', p.merchant_id, NULL::uuid, format('payout %s', p.payout_id)
    FROM payout p
    LEFT JOIN payout_account a ON a.merchant_id = p.merchant_id AND a.account_id = p.account_id
    WHERE p.state <> 'MADE' AND (a.verified_at IS NULL OR a.verified_at > p.sent_at)
$$;
GRANT EXECUTE ON FUNCTION check_settlements TO pay200_operator;
