-- What moves what a merchant has coming and is in no settlement yet: of these clearing files, and of disputes and
-- returned payouts until a business day. amount - fee - vat is what the merchant gets (or owes, below zero).
-- Tables: cleared_by's, transaction, ledger_posting, dispute, payout, settlement_line, ledger_entry (read).
CREATE OR REPLACE FUNCTION settlement_items(p_merchant_id bigint, p_until date, p_reconciliation_ids uuid[])
RETURNS TABLE (line_id uuid, type text, payment_id uuid, transaction_id uuid, business_day date, occurred_at timestamptz,
               amount_minor bigint, fee_minor bigint, vat_minor bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
    SELECT c.transaction_id, t.type, t.payment_id, t.transaction_id, c.business_day, t.occurred_at, c.amount_minor,
        coalesce(e.fee, 0), coalesce(e.vat, 0)
    FROM cleared_by(p_merchant_id, p_reconciliation_ids) c
    JOIN transaction t ON t.merchant_id = p_merchant_id AND t.transaction_id = c.transaction_id
    LEFT JOIN LATERAL (
        SELECT -(sum(l.amount_minor) FILTER (WHERE l.account = 'fee_revenue'))::bigint AS fee,
            -(sum(l.amount_minor) FILTER (WHERE l.account = 'fee_vat_payable'))::bigint AS vat
        FROM ledger_entry l WHERE l.merchant_id = p_merchant_id AND l.transaction_id = c.transaction_id
    ) e ON true
    UNION ALL
    SELECT g.posting_id, CASE g.kind WHEN 'dispute_lost' THEN 'DISPUTE_LOST' ELSE 'DISPUTE_WON' END, d.payment_id,
        d.transaction_id, g.business_day, g.created_at,
        CASE g.kind WHEN 'dispute_lost' THEN -d.amount_minor ELSE d.amount_minor END, 0, 0
    FROM ledger_posting g
    JOIN dispute d ON d.merchant_id = p_merchant_id AND d.dispute_id = g.source_id
    WHERE g.merchant_id = p_merchant_id AND g.kind IN ('dispute_lost', 'dispute_returned') AND g.business_day <= p_until
        AND NOT EXISTS (SELECT 1 FROM settlement_line s WHERE s.merchant_id = p_merchant_id AND s.line_id = g.posting_id)
    UNION ALL
    SELECT g.posting_id, 'PAYOUT_RETURNED', NULL, NULL, g.business_day, g.created_at, p.amount_minor, 0, 0
    FROM ledger_posting g
    JOIN payout p ON p.merchant_id = p_merchant_id AND p.payout_id = g.source_id
    WHERE g.merchant_id = p_merchant_id AND g.kind = 'payout_returned' AND g.business_day <= p_until
        AND NOT EXISTS (SELECT 1 FROM settlement_line s WHERE s.merchant_id = p_merchant_id AND s.line_id = g.posting_id)
$$;
GRANT EXECUTE ON FUNCTION settlement_items TO pay200_operator;
