-- The clearing files whose every merchant has settled them are noted as settled, so that they are not looked at again,
-- merchant by merchant, in each run to come. Nothing is added to a file that is done; one that is done by the second
-- statement is left for the next run. Idempotent.
-- Tables: ledger_posting, cleared_transaction, settlement_reconciliation (read), reconciliation (update).
CREATE OR REPLACE FUNCTION note_settled_reconciliations() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_done uuid[] := (SELECT array_agg(reconciliation_id) FROM reconciliation WHERE state = 'done' AND NOT settled);
    v_lacking uuid[];
BEGIN
    SELECT coalesce(array_agg(DISTINCT g.source_id), '{}') INTO v_lacking
    FROM ledger_posting g
    LEFT JOIN settlement_reconciliation s ON s.merchant_id = g.merchant_id AND s.reconciliation_id = g.source_id
    WHERE g.kind = 'funding' AND g.source_id = ANY (v_done) AND s.reconciliation_id IS NULL
        AND EXISTS (SELECT 1 FROM cleared_by(g.merchant_id, ARRAY[g.source_id]));
    UPDATE reconciliation SET settled = true
    WHERE reconciliation_id = ANY (v_done) AND reconciliation_id <> ALL (v_lacking);
END
$$;
GRANT EXECUTE ON FUNCTION note_settled_reconciliations TO pay200_operator;
