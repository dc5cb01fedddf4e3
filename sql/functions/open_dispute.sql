-- A sale has been taken back by the card's issuer, says the clearing file: until it is decided, the money is
-- nobody's. Idempotent by the acquirer's reference; p_dispute_id and p_respond_by count the first time.
-- Tables, in lock order: payment, dispute, ledger_posting, ledger_entry, payment_event.
CREATE OR REPLACE FUNCTION open_dispute(i reconciliation_item, p_dispute_id uuid, p_respond_by date, p_now timestamptz)
RETURNS void
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
DECLARE
    v_state text;
    v_currency text;
BEGIN
    SELECT state, currency INTO v_state, v_currency FROM payment
    WHERE merchant_id = i.merchant_id AND payment_id = i.payment_id FOR UPDATE;
    INSERT INTO dispute (merchant_id, dispute_id, payment_id, transaction_id, acquirer, reference, amount_minor, currency,
        state, opened_by, opened_on, respond_by, acquirer_fee_minor, opened_at, changed_at)
    VALUES (i.merchant_id, p_dispute_id, i.payment_id, i.transaction_id, i.acquirer, i.reference, i.theirs_minor,
        v_currency, 'OPEN', i.reconciliation_id, i.business_day, p_respond_by, i.fee_minor, p_now, p_now)
    ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    PERFORM post_entries(i.merchant_id, uuid_v7(p_now), 'dispute_opened', p_dispute_id, i.payment_id, i.business_day,
                         ARRAY['dispute_hold', 'acquirer_receivable'], ARRAY[i.theirs_minor, -i.theirs_minor],
                         v_currency, p_now);
    PERFORM write_event(i.merchant_id, i.payment_id, 'dispute_opened', v_state,
                        jsonb_build_object('dispute', p_dispute_id, 'amount', i.theirs_minor,
                                           'reference', i.reference), p_now);
END
$$;
