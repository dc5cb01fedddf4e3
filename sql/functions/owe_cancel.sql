-- Money that has moved is to go back: the cancel's amount leaves the balance, and a void or a refund is
-- owed for it. outcome 'voiding' or 'refunding'. The caller holds the payment's lock and has written the
-- cancel's row.
-- Tables: attempt (read), payment (update), reversal or refund (insert), payment_event.
CREATE OR REPLACE FUNCTION owe_cancel(c cancel, p_state text, p_reversal_id uuid, p_refund_id uuid, p_now timestamptz)
RETURNS text
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
DECLARE
    v_attempt_id uuid;
    v_state text := CASE c.type WHEN 'CANCEL' THEN 'voiding' ELSE p_state END;
    v_due timestamptz := p_now + interval '1 second';  -- until then it is the request's own to send
BEGIN
    SELECT attempt_id INTO STRICT v_attempt_id FROM attempt
    WHERE merchant_id = c.merchant_id AND payment_id = c.payment_id AND state = 'approved';
    UPDATE payment SET state = v_state, balance_minor = balance_minor - c.amount_minor
    WHERE merchant_id = c.merchant_id AND payment_id = c.payment_id;
    IF c.type = 'CANCEL' THEN
        INSERT INTO reversal (merchant_id, reversal_id, payment_id, attempt_id, cancel_id, reason, state, next_at, created_at)
        VALUES (c.merchant_id, p_reversal_id, c.payment_id, v_attempt_id, c.cancel_id, 'void', 'pending', v_due, p_now);
    ELSE
        INSERT INTO refund (merchant_id, refund_id, payment_id, attempt_id, cancel_id, amount_minor, state, next_at, created_at)
        VALUES (c.merchant_id, p_refund_id, c.payment_id, v_attempt_id, c.cancel_id, c.amount_minor, 'pending', v_due, p_now);
    END IF;
    PERFORM write_event(c.merchant_id, c.payment_id, 'cancel_requested', v_state,
                        jsonb_build_object('by', c.requested_by, 'amount', c.amount_minor), p_now);
    RETURN CASE c.type WHEN 'CANCEL' THEN 'voiding' ELSE 'refunding' END;
END
$$;
