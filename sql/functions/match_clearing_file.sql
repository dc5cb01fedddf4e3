-- Step 1 of a run: the records that are exactly a transaction of their day (clearing_pairs). They are cleared; how many.
-- For the steps that follow, in this transaction only: what is left of the file in clearing_rest, the transactions that
-- it does not have in clearing_missing, what it pays by merchant in clearing_sum, the ids of its day in clearing_range.
-- One pass over the file and the day: what else there is to know of a million records costs as much again. A transaction
-- that has been cleared before, or that the file has twice, is not cleared again, and a record (there are p_records)
-- clears one alone: what is against it is seldom, so it is tried without an eye to it first.
-- Tables: clearing_record, merchant, transaction (read), cleared_transaction (insert).
CREATE OR REPLACE FUNCTION match_clearing_file(p_reconciliation_id uuid, p_acquirer text, p_business_day date,
                                               p_cut_off_at timestamptz, p_records bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp SET work_mem = '192MB' SET hash_mem_multiplier = 1
SET enable_mergejoin = off SET jit = off AS $$
DECLARE
    v_least uuid;
    v_most uuid;
    v_any_void boolean;
    v_matched bigint;
BEGIN
    PERFORM require_own_tables(ARRAY['clearing_record']);
    CREATE TEMP TABLE clearing_range ON COMMIT DROP AS SELECT least_id, most_id FROM ids_of_day(p_cut_off_at);
    SELECT least_id, most_id INTO v_least, v_most FROM clearing_range;
    CREATE TEMP TABLE clearing_void ON COMMIT DROP AS
        SELECT t.merchant_id, t.payment_id FROM merchant m
        JOIN transaction t ON t.merchant_id = m.merchant_id AND t.type = 'CANCEL' AND t.transaction_id >= v_least
        WHERE t.acquirer = p_acquirer AND t.moved;
    v_any_void := EXISTS (SELECT 1 FROM clearing_void);
    -- So that no plan takes long, however few transactions the planner expects.
    CREATE INDEX clearing_void_payment ON clearing_void (merchant_id, payment_id);
    ANALYZE clearing_void;
    CREATE TEMP TABLE clearing_sum (merchant_id bigint, amount_minor bigint, fee_minor bigint, records bigint)
        ON COMMIT DROP;
    CREATE TEMP TABLE clearing_left (merchant_id bigint, transaction_id uuid, place tid) ON COMMIT DROP;
    BEGIN
        WITH pair AS MATERIALIZED (
            SELECT * FROM clearing_pairs(p_acquirer, p_business_day, v_least, v_most, v_any_void)
        ), cleared AS (
            INSERT INTO cleared_transaction (merchant_id, transaction_id, payment_id, reconciliation_id, acquirer,
                business_day, amount_minor, acquirer_fee_minor, line, late)
            SELECT merchant_id, transaction_id, payment_id, p_reconciliation_id, p_acquirer, p_business_day,
                amount_minor, fee_minor, line, false
            FROM pair WHERE line IS NOT NULL AND transaction_id IS NOT NULL
        ), sums AS (
            INSERT INTO clearing_sum
            SELECT merchant_id, sum(amount_minor), sum(fee_minor), count(*)
            FROM pair WHERE line IS NOT NULL AND transaction_id IS NOT NULL GROUP BY merchant_id
        )
        INSERT INTO clearing_left SELECT merchant_id, transaction_id, place FROM pair
        WHERE line IS NULL OR transaction_id IS NULL;
        IF p_records <> (SELECT coalesce(sum(records), 0) FROM clearing_sum) + (SELECT count(place) FROM clearing_left) THEN
            RAISE unique_violation USING MESSAGE = 'a record is two transactions';
        END IF;
    EXCEPTION WHEN unique_violation THEN
        PERFORM match_one_by_one(p_reconciliation_id, p_acquirer, p_business_day, v_least, v_most,
                                 v_any_void);
    END;
    ANALYZE clearing_left;
    CREATE TEMP TABLE clearing_rest ON COMMIT DROP AS
        SELECT c.* FROM clearing_left l JOIN clearing_record c ON c.ctid = l.place;
    CREATE TEMP TABLE clearing_missing ON COMMIT DROP AS
        SELECT merchant_id, transaction_id FROM clearing_left WHERE transaction_id IS NOT NULL;
    ANALYZE clearing_rest, clearing_missing;
    v_matched := (SELECT coalesce(sum(records), 0) FROM clearing_sum);
    -- Where autovacuum has met these rows, which are not its to see, it has found pages without a row: the next steps
    -- would go through the whole table for each record that is left.
    PERFORM 1 FROM pg_class WHERE oid = 'cleared_transaction'::regclass AND relpages > 0 AND reltuples < v_matched / 2;
    IF FOUND THEN
        ANALYZE cleared_transaction;
    END IF;
    RETURN v_matched;
END
$$;
GRANT EXECUTE ON FUNCTION match_clearing_file TO pay200_operator;
