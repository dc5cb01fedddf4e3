-- Step 3 of a run: what the file does not have. A transaction of the day is missing there, unless it was voided
-- (a void under way explains it for now); a refund without an answer has not been made, once the file of its day
-- lacks it, and the next day's if its message went out in its day's last hour. Files come in any order, so a refund
-- waits until all of those have been read. What earlier runs missed and has been cleared or voided since is closed.
-- Set by set: a file may lack a million.
-- Tables: transaction, payment, attempt, refund, reconciliation, cleared_transaction (read), reconciliation_item
-- (insert, update).
CREATE OR REPLACE FUNCTION list_missing(p_reconciliation_id uuid, p_acquirer text, p_business_day date,
                                        p_cut_off_at timestamptz, p_now timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp SET work_mem = '64MB'
SET jit = off AS $$
BEGIN
    PERFORM require_own_tables(ARRAY['clearing_missing', 'clearing_found']);
    -- named as a difference by the file's own record already
    DELETE FROM clearing_missing m USING clearing_found f WHERE f.transaction_id = m.transaction_id;
    INSERT INTO reconciliation_item (merchant_id, item_id, reconciliation_id, acquirer, business_day, kind, state,
        payment_id, transaction_id, rrn, approval_code, ours_minor, detail)
    SELECT t.merchant_id, uuid_v7(p_now), p_reconciliation_id, p_acquirer, p_business_day, 'missing_there',
        CASE WHEN p.state IN ('voiding', 'approved_voiding') THEN 'waiting' ELSE 'open' END,
        t.payment_id, t.transaction_id, t.rrn, t.approval_code, t.amount_minor,
        CASE t.type WHEN 'PAYMENT' THEN 'a sale that the file does not have'
                    ELSE 'a refund that the file does not have' END
    FROM clearing_missing m
    JOIN transaction t ON t.merchant_id = m.merchant_id AND t.transaction_id = m.transaction_id
    LEFT JOIN cleared_transaction ct ON ct.merchant_id = t.merchant_id AND ct.transaction_id = t.transaction_id
    LEFT JOIN payment p ON p.merchant_id = t.merchant_id AND p.payment_id = t.payment_id
    WHERE ct.transaction_id IS NULL;

    INSERT INTO reconciliation_item (merchant_id, item_id, reconciliation_id, acquirer, business_day, kind, state,
        payment_id, attempt_id, refund_id, rrn, ours_minor, detail)
    SELECT r.merchant_id, uuid_v7(p_now), p_reconciliation_id, p_acquirer, p_business_day, 'refund_not_found', 'undecided',
        r.payment_id, r.attempt_id, r.refund_id, r.rrn, r.amount_minor, 'the file does not have it'
    FROM refund r
    JOIN attempt a ON a.merchant_id = r.merchant_id AND a.attempt_id = r.attempt_id AND a.acquirer = p_acquirer
    WHERE (r.state = 'unknown' OR (r.state = 'sending' AND r.deadline_at < p_now))
        AND r.transmitted_at < p_cut_off_at - interval '1 hour'
        AND NOT EXISTS (
            SELECT 1 FROM (VALUES (days_before(r.transmitted_at, p_cut_off_at)),
                                  (days_before(r.transmitted_at + interval '1 hour', p_cut_off_at))) AS file(days)
            WHERE file.days <> 0 AND NOT EXISTS (
                SELECT 1 FROM reconciliation q
                WHERE q.acquirer = p_acquirer AND q.business_day = p_business_day - file.days))
        -- An earlier file, or this one, may have it otherwise than we do; or an earlier one has listed it.
        AND NOT EXISTS (SELECT 1 FROM reconciliation_item i
                        WHERE i.merchant_id = r.merchant_id AND i.refund_id = r.refund_id
                            AND (i.line IS NOT NULL OR i.state IN ('undecided', 'closed')));

    UPDATE reconciliation_item i SET state = 'closed', closed_by = p_reconciliation_id
    WHERE i.acquirer = p_acquirer AND i.state IN ('open', 'waiting') AND i.kind IN ('missing_there', 'amount_differs')
        AND i.reference IS NULL  -- a dispute's sale was cleared long before
        AND i.reconciliation_id <> p_reconciliation_id
        AND (EXISTS (SELECT 1 FROM cleared_transaction c
                     WHERE c.merchant_id = i.merchant_id AND c.transaction_id = i.transaction_id)
             OR (i.kind = 'missing_there'
                 AND EXISTS (SELECT 1 FROM transaction v WHERE v.merchant_id = i.merchant_id AND v.payment_id = i.payment_id
                             AND v.type = 'CANCEL' AND v.moved)));
    UPDATE reconciliation_item i SET state = 'open'
    FROM payment p
    WHERE i.acquirer = p_acquirer AND i.state = 'waiting' AND i.reconciliation_id <> p_reconciliation_id
        AND p.merchant_id = i.merchant_id AND p.payment_id = i.payment_id
        AND p.state NOT IN ('voiding', 'approved_voiding');
END
$$;
GRANT EXECUTE ON FUNCTION list_missing TO pay200_operator;
