-- Nothing was sent for the attempt, for certain, and another acquirer takes the payment at once: the
-- attempt is over and a new one with the same card is durable in its place, with the idempotency key.
-- Publicly nothing has changed. outcome 'started'; or 'kept' (the attempt is not being sent any more,
-- or a cancel has been recorded meanwhile: nothing changes), NOT_FOUND_PAYMENT. Idempotent by
-- p_new_attempt_id.
-- Tables, in lock order: payment, attempt, and start_next_attempt's.
CREATE OR REPLACE FUNCTION reroute_attempt(
    p_merchant_id bigint, p_attempt_id uuid, p_new_attempt_id uuid, p_acquirer text, p_terminal_id text,
    p_stan integer, p_rrn text, p_transmitted_at timestamptz, p_deadline_at timestamptz, p_now timestamptz
) RETURNS transition_result
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    a attempt := lock_attempt(p_merchant_id, p_attempt_id);
    v_outcome text;
BEGIN
    IF a.attempt_id IS NULL THEN
        RETURN ROW('NOT_FOUND_PAYMENT', false, NULL, NULL, NULL)::transition_result;
    END IF;
    IF EXISTS (SELECT FROM attempt WHERE merchant_id = p_merchant_id AND attempt_id = p_new_attempt_id) THEN
        v_outcome := 'started';  -- called again after a broken connection
    ELSIF a.state <> 'sending' OR (SELECT state FROM payment WHERE merchant_id = p_merchant_id
                                   AND payment_id = a.payment_id) <> 'authorizing' THEN
        v_outcome := 'kept';
    ELSE
        v_outcome := 'started';
        UPDATE attempt SET state = 'not_sent', finished_at = p_now
        WHERE merchant_id = p_merchant_id AND attempt_id = p_attempt_id;
        PERFORM start_next_attempt(a, p_new_attempt_id, p_acquirer, p_terminal_id, p_stan, p_rrn, p_transmitted_at,
                                   p_deadline_at, '{}', p_now);
    END IF;
    RETURN ROW(v_outcome, false, NULL, p_new_attempt_id, payment_snapshot(p_merchant_id, a.payment_id))::transition_result;
END
$$;
GRANT EXECUTE ON FUNCTION reroute_attempt TO pay200_api;
