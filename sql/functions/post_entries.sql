-- A movement of money that is no payment's transaction: its ledger entries (debit positive), which must sum
-- to zero. Nothing-entries are left out. False if p_posting_id is there already: then nothing is written.
-- The caller says what it explains (p_kind, p_source_id) and to which day it counts.
-- Tables, in lock order: ledger_posting, ledger_entry (insert).
CREATE OR REPLACE FUNCTION post_entries(p_merchant_id bigint, p_posting_id uuid, p_kind text, p_source_id uuid,
                                        p_payment_id uuid, p_business_day date, p_accounts text[], p_amounts bigint[],
                                        p_currency text, p_now timestamptz) RETURNS boolean
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
BEGIN
    IF cardinality(p_accounts) <> cardinality(p_amounts)
        OR (SELECT sum(amount) FROM unnest(p_amounts) AS amount) IS DISTINCT FROM 0 THEN
        RAISE EXCEPTION 'ledger entries of % % do not sum to zero', p_kind, p_posting_id;
    END IF;
    INSERT INTO ledger_posting (merchant_id, posting_id, kind, source_id, payment_id, business_day, created_at)
    VALUES (p_merchant_id, p_posting_id, p_kind, p_source_id, p_payment_id, p_business_day, p_now)
    ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO ledger_entry (merchant_id, entry_id, transaction_id, payment_id, account, amount_minor, currency, created_at)
    SELECT p_merchant_id, uuid_v7(p_now), p_posting_id, p_payment_id, e.account, e.amount, p_currency, p_now
    FROM unnest(p_accounts, p_amounts) AS e(account, amount)
    WHERE e.amount <> 0;
    RETURN true;
END
$$;
