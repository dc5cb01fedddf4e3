-- The clearing files of a business day or earlier that are dealt with (done), have something of the merchant's, and
-- are in no settlement of it yet; with p_matched, also those that are not dealt with yet. Asked for every merchant, so
-- it looks only at files that somebody's settlement still lacks.
-- Tables: reconciliation, settlement_reconciliation, ledger_posting, cleared_transaction (read).
CREATE OR REPLACE FUNCTION unsettled_reconciliations(p_merchant_id bigint, p_until date, p_matched boolean DEFAULT false)
RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
    SELECT coalesce(array_agg(r.reconciliation_id ORDER BY r.reconciliation_id), '{}') FROM reconciliation r
    WHERE NOT r.settled AND (r.state = 'done' OR p_matched) AND r.business_day <= p_until
        AND NOT EXISTS (SELECT 1 FROM settlement_reconciliation s
                        WHERE s.merchant_id = p_merchant_id AND s.reconciliation_id = r.reconciliation_id)
        -- Whom a file has something of: cheaper to ask than for what.
        AND EXISTS (SELECT 1 FROM ledger_posting g WHERE g.merchant_id = p_merchant_id
                    AND g.source_id = r.reconciliation_id AND g.kind = 'funding')
        AND EXISTS (SELECT 1 FROM cleared_by(p_merchant_id, ARRAY[r.reconciliation_id]))
$$;
GRANT EXECUTE ON FUNCTION unsettled_reconciliations TO pay200_operator;
