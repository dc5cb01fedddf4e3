-- The file's records beside the transactions of the day that they are exactly. With both: it matches. Without a
-- transaction: left of the file (place: where in clearing_record it is). Without a line: the file does not have it.
-- A transaction that was voided (clearing_void; p_any_void: it has any) is not there, however late its void was
-- acknowledged. The approval code tells apart the STANs of two terminals in one hour.
-- As transactions_of_day, a part of its caller's statement; its join goes by hash whatever the planner expects, as there
-- is no other way for a full one.
-- Tables: merchant, transaction (read).
CREATE OR REPLACE FUNCTION clearing_pairs(p_acquirer text, p_business_day date, p_least uuid, p_most uuid,
                                          p_any_void boolean)
RETURNS TABLE (merchant_id bigint, transaction_id uuid, payment_id uuid, amount_minor bigint, fee_minor bigint,
               line integer, place tid)
LANGUAGE sql STABLE AS $$
    SELECT t.merchant_id, t.transaction_id, t.payment_id, c.moved_minor, c.fee_minor, c.line, c.ctid
    FROM clearing_record c
    FULL JOIN (
        SELECT d.*, CASE d.type WHEN 'PAYMENT' THEN d.amount_minor ELSE -d.amount_minor END AS moved_minor
        FROM transactions_of_day(p_acquirer, p_business_day, p_least, p_most) d
        WHERE d.type <> 'CANCEL' AND NOT EXISTS (
            SELECT 1 FROM clearing_void v
            WHERE p_any_void AND v.merchant_id = d.merchant_id AND v.payment_id = d.payment_id)
    ) t ON t.merchant_id = c.merchant_id AND t.rrn = c.rrn AND t.approval_code = c.approval_code
        AND t.moved_minor = c.moved_minor
$$;
