-- An operator gives in for the merchant. 'accepted' (also when it had been), 'decided' (it is WON or LOST), or
-- 'not_found'. Idempotent by its state.
-- Tables, in lock order: payment, dispute, ledger_posting, ledger_entry, payment_event, record_act's.
CREATE OR REPLACE FUNCTION accept_dispute(p_merchant_id bigint, p_dispute_id uuid, p_operator text, p_day date,
                                          p_now timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    d dispute := lock_dispute(p_merchant_id, p_dispute_id);
BEGIN
    IF d.dispute_id IS NULL THEN
        RETURN 'not_found';
    ELSIF d.state = 'ACCEPTED' THEN
        RETURN 'accepted';
    ELSIF d.state NOT IN ('OPEN', 'CONTESTED') THEN
        RETURN 'decided';
    END IF;
    PERFORM lose_dispute(d, 'ACCEPTED', p_operator, p_day, p_now);
    PERFORM record_act(p_merchant_id, NULL, p_operator, 'dispute', 'accept', p_dispute_id::text,
                       jsonb_build_object('amount_minor', d.amount_minor));
    RETURN 'accepted';
END
$$;
GRANT EXECUTE ON FUNCTION accept_dispute TO pay200_operator;
