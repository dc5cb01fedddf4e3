-- The bank has sent it back: it is the merchant's again, a line of its next settlement.
-- outcome 'done'; 'not_found'; or the state that it is in, if that is not SENT. Idempotent by p_ending_id.
-- Tables, in lock order: payout, ledger_posting, ledger_entry (insert), record_act's.
CREATE OR REPLACE FUNCTION return_payout(p_merchant_id bigint, p_payout_id uuid, p_ending_id uuid, p_reference text,
                                        p_operator text, p_today date, p_now timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    p payout;
BEGIN
    SELECT * INTO p FROM payout WHERE merchant_id = p_merchant_id AND payout_id = p_payout_id FOR UPDATE;
    IF NOT FOUND THEN
        RETURN 'not_found';
    ELSIF p.ending_id = p_ending_id THEN
        RETURN 'done';
    ELSIF p.state <> 'SENT' THEN
        RETURN p.state;
    END IF;
    UPDATE payout SET state = 'RETURNED', ended_at = p_now, ended_by = p_operator, ending_id = p_ending_id,
        reference = p_reference
    WHERE merchant_id = p_merchant_id AND payout_id = p_payout_id;
    PERFORM post_entries(p_merchant_id, p_ending_id, 'payout_returned', p_payout_id, NULL, p_today,
                         ARRAY['payout_in_transit', 'merchant_payable'], ARRAY[p.amount_minor, -p.amount_minor],
                         p.currency, p_now);
    PERFORM record_act(p_merchant_id, NULL, p_operator, 'payout', 'return', p_payout_id::text,
                       jsonb_build_object('amount_minor', p.amount_minor, 'reference', p_reference));
    RETURN 'done';
END
$$;
GRANT EXECUTE ON FUNCTION return_payout TO pay200_operator;
