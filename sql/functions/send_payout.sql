-- The order to pay is with the bank: what the merchant had coming is in transit. To the account that the operator
-- saw, which must still be the merchant's and verified.
-- outcome 'sent'; 'not_found'; 'not_due' (before its day); 'not_verified' (or another account by now); or the state
-- that it is in. Idempotent by who sends it and when.
-- Tables, in lock order: payout, payout_account (read), ledger_posting, ledger_entry (insert), record_act's.
CREATE OR REPLACE FUNCTION send_payout(p_merchant_id bigint, p_payout_id uuid, p_account_id uuid, p_operator text,
                                       p_today date, p_now timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    p payout;
BEGIN
    SELECT * INTO p FROM payout WHERE merchant_id = p_merchant_id AND payout_id = p_payout_id FOR UPDATE;
    IF NOT FOUND THEN
        RETURN 'not_found';
    ELSIF p.state = 'SENT' AND p.sent_at = p_now AND p.sent_by = p_operator THEN
        RETURN 'sent';
    ELSIF p.state <> 'MADE' THEN
        RETURN p.state;
    ELSIF p_today < p.due_day THEN
        RETURN 'not_due';
    END IF;
    PERFORM 1 FROM payout_account a
    WHERE a.merchant_id = p_merchant_id AND a.account_id = p_account_id AND a.verified_at IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM payout_account newer
                        WHERE newer.merchant_id = p_merchant_id AND newer.account_id > a.account_id);
    IF NOT FOUND THEN
        RETURN 'not_verified';
    END IF;
    UPDATE payout SET state = 'SENT', account_id = p_account_id, sent_at = p_now, sent_by = p_operator
    WHERE merchant_id = p_merchant_id AND payout_id = p_payout_id;
    PERFORM post_entries(p_merchant_id, p_payout_id, 'payout_sent', p_payout_id, NULL, p_today,
                         ARRAY['merchant_payable', 'payout_in_transit'], ARRAY[p.amount_minor, -p.amount_minor],
                         p.currency, p_now);
    PERFORM record_act(p_merchant_id, NULL, p_operator, 'payout', 'send', p_payout_id::text,
                       jsonb_build_object('amount_minor', p.amount_minor, 'account', p_account_id));
    RETURN 'sent';
END
$$;
GRANT EXECUTE ON FUNCTION send_payout TO pay200_operator;
