-- A late charge has gone back to its shopper. The caller holds the payment's lock and has ended the refund.
-- Tables: ledger_posting, ledger_entry, payment_event (insert).
CREATE OR REPLACE FUNCTION return_late_charge(p payment, r refund, p_business_day date, p_now timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
BEGIN
    PERFORM post_entries(p.merchant_id, uuid_v7(p_now), 'late_charge_returned', r.refund_id, p.payment_id, p_business_day,
                         ARRAY['shopper_payable', 'acquirer_receivable'], ARRAY[r.amount_minor, -r.amount_minor],
                         p.currency, p_now);
    PERFORM write_event(p.merchant_id, p.payment_id, 'late_charge_returned', p.state,
                        jsonb_build_object('amount', r.amount_minor), p_now);
END
$$;
