-- What these clearing files have cleared of a merchant: what was of their own day, by its transactions' ids, and what was
-- late. A part of the caller's statement, as transactions_of_day. One look-up by key for each transaction, whatever the
-- planner expects (OFFSET 0).
-- Tables: reconciliation, transaction, cleared_transaction (read).
CREATE OR REPLACE FUNCTION cleared_by(p_merchant_id bigint, p_reconciliation_ids uuid[]) RETURNS SETOF cleared_transaction
LANGUAGE sql STABLE AS $$
    SELECT c.* FROM cleared_transaction c
    WHERE c.merchant_id = p_merchant_id AND c.reconciliation_id = ANY (p_reconciliation_ids) AND c.late
    UNION ALL
    SELECT c.* FROM reconciliation r
    CROSS JOIN LATERAL (SELECT o.transaction_id FROM transaction o
                        WHERE o.merchant_id = p_merchant_id AND o.transaction_id >= r.least_id
                            AND o.transaction_id < r.most_id OFFSET 0) t
    CROSS JOIN LATERAL (SELECT * FROM cleared_transaction o
                        WHERE o.transaction_id = t.transaction_id AND o.merchant_id = p_merchant_id OFFSET 0) c
    WHERE r.reconciliation_id = ANY (p_reconciliation_ids) AND c.reconciliation_id = r.reconciliation_id AND NOT c.late
$$;
