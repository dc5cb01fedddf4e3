-- match_clearing_file's own, where a record and a transaction are not one each: of two records the first clears it, of
-- two files the earlier one, of two transactions a record has the older one; the others are left of the file, or of the
-- day. Two alike and two records alike go in their order.
-- Tables: merchant, transaction (read), cleared_transaction (insert).
CREATE OR REPLACE FUNCTION match_one_by_one(p_reconciliation_id uuid, p_acquirer text, p_business_day date, p_least uuid,
                                            p_most uuid, p_any_void boolean) RETURNS void
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
BEGIN
    CREATE TEMP TABLE clearing_pair ON COMMIT DROP AS
        SELECT * FROM clearing_pairs(p_acquirer, p_business_day, p_least, p_most, p_any_void);
    CREATE TEMP TABLE clearing_match (line integer, merchant_id bigint, transaction_id uuid, amount_minor bigint,
        fee_minor bigint) ON COMMIT DROP;
    WITH cleared AS (
        INSERT INTO cleared_transaction (merchant_id, transaction_id, payment_id, reconciliation_id, acquirer,
            business_day, amount_minor, acquirer_fee_minor, line, late)
        SELECT merchant_id, transaction_id, payment_id, p_reconciliation_id, p_acquirer, p_business_day, amount_minor,
            fee_minor, line, false
        FROM (SELECT *, row_number() OVER (PARTITION BY merchant_id, transaction_id ORDER BY line) AS nth_record,
                  row_number() OVER (PARTITION BY line ORDER BY transaction_id) AS nth_transaction
              FROM clearing_pair WHERE line IS NOT NULL AND transaction_id IS NOT NULL) p
        WHERE nth_record = nth_transaction
        ORDER BY line
        ON CONFLICT DO NOTHING
        RETURNING line, merchant_id, transaction_id, amount_minor, acquirer_fee_minor
    )
    INSERT INTO clearing_match SELECT * FROM cleared;
    ANALYZE clearing_pair, clearing_match;
    INSERT INTO clearing_sum
        SELECT merchant_id, sum(amount_minor), sum(fee_minor), count(*) FROM clearing_match GROUP BY merchant_id;
    INSERT INTO clearing_left (place)
        SELECT DISTINCT p.place FROM clearing_pair p LEFT JOIN clearing_match m ON m.line = p.line
        WHERE p.line IS NOT NULL AND m.line IS NULL;
    INSERT INTO clearing_left (merchant_id, transaction_id)
        SELECT DISTINCT p.merchant_id, p.transaction_id FROM clearing_pair p
        LEFT JOIN clearing_match m ON m.merchant_id = p.merchant_id AND m.transaction_id = p.transaction_id
        WHERE p.transaction_id IS NOT NULL AND m.line IS NULL;
END
$$;
