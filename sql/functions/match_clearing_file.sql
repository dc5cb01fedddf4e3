-- Step 1 of a run: the records that are exactly a transaction of their day. They are cleared; how many.
-- For the steps that follow, in this transaction only: the day's transactions stand in clearing_day, the payments
-- whose void was acknowledged on that day or later in clearing_void, what has matched in clearing_match, what is left
-- of the file in clearing_rest, what it pays by merchant in clearing_sum.
-- A transaction that was voided is not cleared, however late its void was acknowledged; nor is one that has been
-- before, or that the file has twice: that is seldom, so it is tried without an eye to conflicts first, which takes
-- half the time. Joins are by hash, however few rows the planner expects of five equalities. The approval code tells
-- apart the STANs of two terminals in one hour.
-- Tables: clearing_record, merchant, transaction (read), cleared_transaction (insert).
CREATE OR REPLACE FUNCTION match_clearing_file(p_reconciliation_id uuid, p_acquirer text, p_business_day date,
                                               p_cut_off_at timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp SET work_mem = '128MB'
SET enable_mergejoin = off SET jit = off AS $$
DECLARE
    v_least uuid := least_uuid_v7((p_cut_off_at - interval '25 hours') AT TIME ZONE 'UTC');
    v_most uuid := least_uuid_v7((p_cut_off_at + interval '1 hour') AT TIME ZONE 'UTC');
    v_matched bigint;
BEGIN
    CREATE TEMP TABLE clearing_day ON COMMIT DROP AS
        SELECT * FROM transactions_of_day(p_acquirer, p_business_day, v_least, v_most);
    CREATE TEMP TABLE clearing_void ON COMMIT DROP AS
        SELECT t.merchant_id, t.payment_id FROM merchant m
        JOIN transaction t ON t.merchant_id = m.merchant_id AND t.type = 'CANCEL' AND t.transaction_id >= v_least
        WHERE t.acquirer = p_acquirer AND t.moved;
    CREATE TEMP TABLE clearing_match (line integer, merchant_id bigint, transaction_id uuid, amount_minor bigint,
        fee_minor bigint) ON COMMIT DROP;
    PERFORM set_config('enable_nestloop', 'off', true);
    BEGIN
        WITH cleared AS (
            INSERT INTO cleared_transaction (merchant_id, transaction_id, payment_id, reconciliation_id, acquirer,
                business_day, amount_minor, acquirer_fee_minor, line)
            SELECT t.merchant_id, t.transaction_id, t.payment_id, p_reconciliation_id, p_acquirer, p_business_day,
                CASE c.type WHEN 'S' THEN c.amount_minor ELSE -c.amount_minor END, c.fee_minor, c.line
            FROM clearing_record c
            JOIN clearing_day t ON t.merchant_id = c.merchant_id AND t.rrn = c.rrn AND t.approval_code = c.approval_code
                AND t.amount_minor = c.amount_minor AND t.type = CASE c.type WHEN 'S' THEN 'PAYMENT' WHEN 'R' THEN 'REFUND' END
            LEFT JOIN clearing_void v ON v.merchant_id = t.merchant_id AND v.payment_id = t.payment_id
            WHERE v.payment_id IS NULL
            RETURNING line, merchant_id, transaction_id, amount_minor, acquirer_fee_minor
        )
        INSERT INTO clearing_match SELECT * FROM cleared;
    EXCEPTION WHEN unique_violation THEN
        WITH cleared AS (
            INSERT INTO cleared_transaction (merchant_id, transaction_id, payment_id, reconciliation_id, acquirer,
                business_day, amount_minor, acquirer_fee_minor, line)
            SELECT t.merchant_id, t.transaction_id, t.payment_id, p_reconciliation_id, p_acquirer, p_business_day,
                CASE c.type WHEN 'S' THEN c.amount_minor ELSE -c.amount_minor END, c.fee_minor, c.line
            FROM clearing_record c
            JOIN clearing_day t ON t.merchant_id = c.merchant_id AND t.rrn = c.rrn AND t.approval_code = c.approval_code
                AND t.amount_minor = c.amount_minor AND t.type = CASE c.type WHEN 'S' THEN 'PAYMENT' WHEN 'R' THEN 'REFUND' END
            LEFT JOIN clearing_void v ON v.merchant_id = t.merchant_id AND v.payment_id = t.payment_id
            WHERE v.payment_id IS NULL
            ORDER BY c.line
            ON CONFLICT DO NOTHING
            RETURNING line, merchant_id, transaction_id, amount_minor, acquirer_fee_minor
        )
        INSERT INTO clearing_match SELECT * FROM cleared;
    END;
    SELECT count(*) INTO v_matched FROM clearing_match;

    CREATE TEMP TABLE clearing_rest ON COMMIT DROP AS SELECT * FROM clearing_record LIMIT 0;
    IF v_matched < (SELECT count(*) FROM clearing_record) THEN
        INSERT INTO clearing_rest
        SELECT c.* FROM clearing_record c LEFT JOIN clearing_match m ON m.line = c.line WHERE m.line IS NULL;
    END IF;
    ANALYZE clearing_rest;
    PERFORM set_config('enable_nestloop', 'on', true);  -- for the steps that follow: there is little left
    CREATE TEMP TABLE clearing_sum ON COMMIT DROP AS
        SELECT merchant_id, sum(amount_minor)::bigint AS amount_minor, sum(fee_minor)::bigint AS fee_minor
        FROM clearing_match GROUP BY merchant_id;
    RETURN v_matched;
END
$$;
GRANT EXECUTE ON FUNCTION match_clearing_file TO pay200_operator;
