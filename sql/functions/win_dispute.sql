-- The acquirer's clearing file gives a disputed sale's money back: WON, also where it had been given up; then
-- the merchant gets back what it has paid. 'decided'; or 'open' (left as a difference) if it had been reversed before.
-- The caller holds the item's lock alone.
-- Tables, in lock order: payment, dispute, ledger_posting, ledger_entry, payment_event; and leave_open's.
CREATE OR REPLACE FUNCTION win_dispute(i reconciliation_item, p_now timestamptz) RETURNS text
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
DECLARE
    d dispute;
    v_state text;
    v_paid boolean;
BEGIN
    SELECT state INTO v_state FROM payment
    WHERE merchant_id = i.merchant_id AND payment_id = i.payment_id FOR UPDATE;
    SELECT * INTO STRICT d FROM dispute
    WHERE merchant_id = i.merchant_id AND acquirer = i.acquirer AND reference = i.reference FOR UPDATE;
    IF d.state = 'WON' THEN
        PERFORM leave_open(i, 'duplicate', format('the dispute %s has been reversed already', i.reference), p_now);
        RETURN 'open';
    END IF;
    v_paid := d.state IN ('ACCEPTED', 'LOST');
    UPDATE dispute SET state = 'WON', decided_on = i.business_day, reversed_by = i.reconciliation_id,
        reversed_on = i.business_day, reversal_fee_minor = i.fee_minor, changed_at = p_now
    WHERE merchant_id = d.merchant_id AND dispute_id = d.dispute_id;
    PERFORM post_entries(d.merchant_id, uuid_v7(p_now), CASE WHEN v_paid THEN 'dispute_returned' ELSE 'dispute_won' END,
                         d.dispute_id, d.payment_id, i.business_day,
                         ARRAY['acquirer_receivable', CASE WHEN v_paid THEN 'merchant_payable' ELSE 'dispute_hold' END],
                         ARRAY[d.amount_minor, -d.amount_minor], d.currency, p_now);
    PERFORM write_event(d.merchant_id, d.payment_id, 'dispute_won', v_state,
                        jsonb_build_object('dispute', d.dispute_id, 'amount', d.amount_minor), p_now);
    RETURN 'decided';
END
$$;
