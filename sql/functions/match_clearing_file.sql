-- Step 1 of a run: the records that are exactly a transaction of their day. They are cleared; how many.
-- What is left of the file stands in clearing_rest, what the file pays by merchant in clearing_sum (both of this
-- transaction only). A transaction that was voided is not cleared; nor is one that has been before, or
-- that the file has twice. The approval code tells apart the STANs of two terminals in one hour.
-- Tables: clearing_record, merchant, transaction (read), cleared_transaction (insert).
CREATE OR REPLACE FUNCTION match_clearing_file(p_reconciliation_id uuid, p_acquirer text, p_business_day date,
                                               p_cut_off_at timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp SET work_mem = '64MB' AS $$
DECLARE
    v_matched bigint;
BEGIN
    ANALYZE clearing_record;
    CREATE TEMP TABLE clearing_match (line integer, merchant_id bigint, transaction_id uuid) ON COMMIT DROP;
    CREATE TEMP TABLE clearing_day ON COMMIT DROP AS
        SELECT * FROM transactions_of_day(p_acquirer, p_business_day, p_cut_off_at);
    ANALYZE clearing_day;

    WITH voided AS (
        SELECT merchant_id, payment_id FROM clearing_day WHERE type = 'CANCEL'
    ), pairs AS (
        SELECT c.line, t.merchant_id, t.transaction_id, t.payment_id,
            CASE c.type WHEN 'S' THEN c.amount_minor ELSE -c.amount_minor END AS amount_minor, c.fee_minor
        FROM clearing_record c
        JOIN clearing_day t ON t.merchant_id = c.merchant_id AND t.rrn = c.rrn AND t.approval_code = c.approval_code
            AND t.amount_minor = c.amount_minor AND t.type = CASE c.type WHEN 'S' THEN 'PAYMENT' WHEN 'R' THEN 'REFUND' END
        LEFT JOIN voided v ON v.merchant_id = t.merchant_id AND v.payment_id = t.payment_id
        WHERE v.payment_id IS NULL
    ), cleared AS (
        INSERT INTO cleared_transaction (merchant_id, transaction_id, payment_id, reconciliation_id, acquirer,
            business_day, amount_minor, acquirer_fee_minor, line)
        SELECT merchant_id, transaction_id, payment_id, p_reconciliation_id, p_acquirer, p_business_day, amount_minor,
            fee_minor, line
        FROM pairs
        ON CONFLICT DO NOTHING
        RETURNING line, merchant_id, transaction_id
    )
    INSERT INTO clearing_match SELECT line, merchant_id, transaction_id FROM cleared;
    GET DIAGNOSTICS v_matched = ROW_COUNT;
    ANALYZE clearing_match;

    CREATE TEMP TABLE clearing_rest ON COMMIT DROP AS
        SELECT c.* FROM clearing_record c LEFT JOIN clearing_match m ON m.line = c.line WHERE m.line IS NULL;
    ANALYZE clearing_rest;
    CREATE TEMP TABLE clearing_sum ON COMMIT DROP AS
        SELECT c.merchant_id, sum(CASE c.type WHEN 'S' THEN c.amount_minor ELSE -c.amount_minor END)::bigint AS amount_minor,
            sum(c.fee_minor)::bigint AS fee_minor
        FROM clearing_record c JOIN clearing_match m ON m.line = c.line
        GROUP BY c.merchant_id;
    RETURN v_matched;
END
$$;
GRANT EXECUTE ON FUNCTION match_clearing_file TO pay200_operator;
