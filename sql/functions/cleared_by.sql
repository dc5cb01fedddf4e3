-- What these clearing files have cleared of a merchant: what was of their own day, by its ids, and what was late. A part
-- of the caller's statement, as transactions_of_day.
-- Tables: reconciliation, cleared_transaction (read).
CREATE OR REPLACE FUNCTION cleared_by(p_merchant_id bigint, p_reconciliation_ids uuid[]) RETURNS SETOF cleared_transaction
LANGUAGE sql STABLE AS $$
    SELECT c.* FROM cleared_transaction c
    WHERE c.merchant_id = p_merchant_id AND c.reconciliation_id = ANY (p_reconciliation_ids) AND c.late
    UNION ALL
    SELECT c.* FROM reconciliation r
    JOIN cleared_transaction c ON c.merchant_id = p_merchant_id AND c.transaction_id >= r.least_id
        AND c.transaction_id < r.most_id AND c.reconciliation_id = r.reconciliation_id AND NOT c.late
    WHERE r.reconciliation_id = ANY (p_reconciliation_ids)
$$;
