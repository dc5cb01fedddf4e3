-- A sale has been taken back by the card's issuer, says the clearing file: until it is decided, the money is
-- nobody's. 'decided'; or 'open' (left as a difference): its reference is open already, or it takes more than is left
-- of the sale beside what has gone back, or is on its way, and what other disputes hold or have taken.
-- The caller holds the item's lock alone.
-- Tables, in lock order: payment, dispute, ledger_posting, ledger_entry, payment_event; and leave_open's.
CREATE OR REPLACE FUNCTION open_dispute(i reconciliation_item, p_dispute_id uuid, p_respond_by date, p_now timestamptz)
RETURNS text
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
DECLARE
    p payment;
BEGIN
    SELECT * INTO STRICT p FROM payment
    WHERE merchant_id = i.merchant_id AND payment_id = i.payment_id FOR UPDATE;
    PERFORM 1 FROM dispute
    WHERE merchant_id = i.merchant_id AND acquirer = i.acquirer AND reference = i.reference;
    IF FOUND THEN
        PERFORM leave_open(i, 'duplicate', format('the dispute %s is open already', i.reference), p_now);
        RETURN 'open';
    ELSIF i.theirs_minor > p.balance_minor - disputed_of_payment(p) THEN
        PERFORM leave_open(i, 'amount_differs', 'a dispute of more than is left of the sale', p_now);
        RETURN 'open';
    END IF;
    INSERT INTO dispute (merchant_id, dispute_id, payment_id, transaction_id, acquirer, reference, amount_minor, currency,
        state, opened_by, opened_on, respond_by, acquirer_fee_minor, opened_at, changed_at)
    VALUES (i.merchant_id, p_dispute_id, i.payment_id, i.transaction_id, i.acquirer, i.reference, i.theirs_minor,
        p.currency, 'OPEN', i.reconciliation_id, i.business_day, p_respond_by, i.fee_minor, p_now, p_now);
    PERFORM post_entries(i.merchant_id, uuid_v7(p_now), 'dispute_opened', p_dispute_id, i.payment_id, i.business_day,
                         ARRAY['dispute_hold', 'acquirer_receivable'], ARRAY[i.theirs_minor, -i.theirs_minor],
                         p.currency, p_now);
    PERFORM write_event(i.merchant_id, i.payment_id, 'dispute_opened', p.state,
                        jsonb_build_object('dispute', p_dispute_id, 'amount', i.theirs_minor,
                                           'reference', i.reference), p_now);
    RETURN 'decided';
END
$$;
