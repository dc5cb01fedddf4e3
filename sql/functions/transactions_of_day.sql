-- What moved money at the acquirer on its business day. Found by id, merchant by merchant: ids are UUIDv7, made
-- when the day is stamped, so that the cost is the day's and not the table's. p_least and p_most: the ids of
-- an hour before the day begins, and of an hour after it ends (least_uuid_v7, into variables first). Without a SET of
-- its own, so that it becomes a part of the caller's statement.
-- Tables: merchant, transaction (read).
CREATE OR REPLACE FUNCTION transactions_of_day(p_acquirer text, p_business_day date, p_least uuid, p_most uuid)
RETURNS TABLE (merchant_id bigint, transaction_id uuid, payment_id uuid, type text, amount_minor bigint, currency text,
               rrn text, approval_code text)
LANGUAGE sql STABLE AS $$
    SELECT t.merchant_id, t.transaction_id, t.payment_id, t.type, t.amount_minor, t.currency, t.rrn, t.approval_code
    FROM merchant m
    JOIN transaction t ON t.merchant_id = m.merchant_id AND t.transaction_id >= p_least AND t.transaction_id < p_most
    WHERE t.acquirer = p_acquirer AND t.business_day = p_business_day AND t.moved
$$;
