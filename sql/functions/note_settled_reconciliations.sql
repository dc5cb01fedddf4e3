-- The clearing files whose every merchant has settled them are noted as settled, so that they are not looked at again,
-- merchant by merchant, in each run to come. Nothing is added to a file that is done. Idempotent.
-- Tables: ledger_posting, cleared_transaction, settlement_reconciliation (read), reconciliation (update).
CREATE OR REPLACE FUNCTION note_settled_reconciliations() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    UPDATE reconciliation r SET settled = true
    WHERE NOT r.settled AND r.state = 'done' AND NOT EXISTS (
        SELECT 1 FROM ledger_posting g
        WHERE g.kind = 'funding' AND g.source_id = r.reconciliation_id
            AND NOT EXISTS (SELECT 1 FROM settlement_reconciliation s
                            WHERE s.merchant_id = g.merchant_id AND s.reconciliation_id = r.reconciliation_id)
            AND EXISTS (SELECT 1 FROM cleared_transaction c
                        WHERE c.merchant_id = g.merchant_id AND c.reconciliation_id = r.reconciliation_id));
END
$$;
GRANT EXECUTE ON FUNCTION note_settled_reconciliations TO pay200_operator;
