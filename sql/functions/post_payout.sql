-- A payout's step in the ledger: its amount from one account to the other, under a posting of its own.
-- The caller holds the payout's lock. Tables: ledger_entry (insert).
CREATE OR REPLACE FUNCTION post_payout(p payout, p_posting_id uuid, p_debited text, p_credited text, p_now timestamptz)
RETURNS void
LANGUAGE sql SET search_path = pay200, pg_temp AS $$
    INSERT INTO ledger_entry (merchant_id, entry_id, transaction_id, payment_id, account, amount_minor, currency, created_at)
    SELECT p.merchant_id, uuid_v7(p_now), p_posting_id, NULL, e.account, e.amount, p.currency, p_now
    FROM unnest(ARRAY[p_debited, p_credited], ARRAY[p.amount_minor, -p.amount_minor]) AS e(account, amount)
$$;
