-- settlement_trust against what is owed from it, over the merchants of a mode. What a merchant has in dispute is not
-- counted as owed as far as what it has in no payout yet covers it: the acquirer has kept that back. What of it has
-- been paid out already (`advanced`) is missing in the trust until the dispute is decided.
-- A run funds all that its file has at once, so it is owed at once too, though it is not dealt with yet.
-- Tables: merchant, ledger_entry, settlement, payout, dispute, reconciliation, reconciliation_item, and
-- settlement_items' (read).
CREATE OR REPLACE FUNCTION trust_report(p_mode text)
RETURNS TABLE (trust bigint, unsettled bigint, disputed bigint, advanced bigint, unpaid bigint, in_transit bigint, shoppers bigint,
               owing_to_us bigint, receivable bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
    WITH balances AS (
        SELECT coalesce(sum(e.amount_minor) FILTER (WHERE e.account = 'settlement_trust'), 0)::bigint AS trust,
            -coalesce(sum(e.amount_minor) FILTER (WHERE e.account = 'shopper_payable'), 0)::bigint AS shoppers,
            coalesce(sum(e.amount_minor) FILTER (WHERE e.account = 'acquirer_receivable'), 0)::bigint AS receivable
        FROM ledger_entry e JOIN merchant m ON m.merchant_id = e.merchant_id
        WHERE m.mode = p_mode AND e.account IN ('settlement_trust', 'shopper_payable', 'acquirer_receivable')
    ), charged AS (  -- paid for, and about to be owed to their shoppers
        SELECT coalesce(sum(i.theirs_minor), 0)::bigint AS undecided
        FROM reconciliation r
        JOIN reconciliation_item i ON i.reconciliation_id = r.reconciliation_id AND i.state = 'undecided'
            AND i.kind = 'charged'
        JOIN merchant m ON m.merchant_id = i.merchant_id
        WHERE r.state = 'matched' AND m.mode = p_mode
    ), payouts AS (
        SELECT coalesce(sum(p.amount_minor) FILTER (WHERE p.state = 'MADE'), 0)::bigint AS unpaid,
            coalesce(sum(p.amount_minor) FILTER (WHERE p.state = 'SENT'), 0)::bigint AS in_transit
        FROM payout p JOIN merchant m ON m.merchant_id = p.merchant_id
        WHERE m.mode = p_mode AND p.state IN ('MADE', 'SENT')
    ), merchants AS (
        SELECT coalesce(i.payable, 0) + coalesce(s.carried, 0) AS coming, coalesce(d.disputed, 0) AS disputed
        FROM merchant m
        LEFT JOIN LATERAL (
            SELECT sum(amount_minor - fee_minor - vat_minor)::bigint AS payable
            FROM settlement_items(m.merchant_id, 'infinity', unsettled_reconciliations(m.merchant_id, 'infinity', true))
        ) i ON true
        LEFT JOIN LATERAL (
            SELECT carried_out_minor AS carried FROM settlement
            WHERE merchant_id = m.merchant_id ORDER BY business_day DESC LIMIT 1
        ) s ON true
        LEFT JOIN LATERAL (
            SELECT sum(amount_minor)::bigint AS disputed FROM dispute
            WHERE merchant_id = m.merchant_id AND state IN ('OPEN', 'CONTESTED')
        ) d ON true
        WHERE m.mode = p_mode
    )
    SELECT b.trust, coalesce(sum(greatest(c.coming, 0)), 0)::bigint,
        coalesce(sum(least(c.disputed, greatest(c.coming, 0))), 0)::bigint,
        coalesce(sum(greatest(c.disputed - greatest(c.coming, 0), 0)), 0)::bigint, p.unpaid, p.in_transit, b.shoppers + h.undecided,
        coalesce(sum(greatest(-c.coming, 0)), 0)::bigint, b.receivable
    FROM balances b CROSS JOIN payouts p CROSS JOIN charged h LEFT JOIN merchants c ON true
    GROUP BY b.trust, b.shoppers, b.receivable, h.undecided, p.unpaid, p.in_transit
$$;
GRANT EXECUTE ON FUNCTION trust_report TO pay200_operator;
