-- The merchant pays: it accepted (ACCEPTED), or nobody contested it in time, or the acquirer was not convinced in
-- time (LOST). The caller holds the dispute's lock, and it is undecided.
-- Tables: dispute (update), ledger_posting, ledger_entry, payment_event.
CREATE OR REPLACE FUNCTION lose_dispute(d dispute, p_state text, p_operator text, p_decided_on date, p_now timestamptz)
RETURNS void
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
DECLARE
    v_state text;
BEGIN
    UPDATE dispute SET state = p_state, operator = coalesce(p_operator, operator), decided_on = p_decided_on,
        changed_at = p_now
    WHERE merchant_id = d.merchant_id AND dispute_id = d.dispute_id;
    PERFORM post_entries(d.merchant_id, uuid_v7(p_now), 'dispute_lost', d.dispute_id, d.payment_id, p_decided_on,
                         ARRAY['merchant_payable', 'dispute_hold'], ARRAY[d.amount_minor, -d.amount_minor],
                         d.currency, p_now);
    SELECT state INTO v_state FROM payment WHERE merchant_id = d.merchant_id AND payment_id = d.payment_id;
    PERFORM write_event(d.merchant_id, d.payment_id, 'dispute_lost', v_state,
                        jsonb_build_object('dispute', d.dispute_id, 'amount', d.amount_minor, 'outcome', p_state), p_now);
END
$$;
