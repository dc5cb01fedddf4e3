-- An approval seen after its attempt was given up. While a reversal of it is pending, that reversal
-- answers for it. One that was acknowledged as "original not found" came before the original, and one that
-- was resolved was never acknowledged, so a new one is owed. The caller holds the payment's lock.
-- Tables: attempt (update), reversal (insert), payment_event.
CREATE OR REPLACE FUNCTION record_late_approval(a attempt, p_approval_code text, p_reversal_id uuid,
                                                p_now timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
DECLARE
    v_state text;
    v_undone boolean;
BEGIN
    UPDATE attempt SET late_approval_code = p_approval_code
    WHERE merchant_id = a.merchant_id AND attempt_id = a.attempt_id AND late_approval_code IS NULL;
    IF NOT FOUND OR a.state = 'sending' THEN
        RETURN;  -- told already; or mark_unknown is still to come and makes the reversal
    END IF;
    SELECT state INTO v_state FROM payment WHERE merchant_id = a.merchant_id AND payment_id = a.payment_id;
    PERFORM write_event(a.merchant_id, a.payment_id, 'late_approval', v_state,
                        jsonb_build_object('attempt', a.number), p_now);
    SELECT coalesce(bool_or(state IN ('pending', 'alarmed')
                            OR (state <> 'resolved' AND response_code IS DISTINCT FROM '25')), false)
    INTO v_undone FROM reversal
    WHERE merchant_id = a.merchant_id AND payment_id = a.payment_id AND attempt_id = a.attempt_id;
    IF NOT v_undone THEN
        INSERT INTO reversal (merchant_id, reversal_id, payment_id, attempt_id, reason, state, next_at, created_at)
        VALUES (a.merchant_id, p_reversal_id, a.payment_id, a.attempt_id, 'late_approval', 'pending', p_now, p_now);
    END IF;
END
$$;
