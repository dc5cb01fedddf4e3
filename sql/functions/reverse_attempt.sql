-- No answer came to the attempt, the request that waits for it is still open, and there is another
-- acquirer to go to: the attempt's reversal is owed, and claimed for its first try by the caller, who sends
-- it now. Publicly nothing has changed. It goes on with reroute_reversed_attempt once the reversal is
-- acknowledged, else with mark_unknown, which the sweep calls too after p_deadline_at.
-- outcome 'reversing'; or 'kept' (the attempt is not being sent any more, or a cancel has been recorded
-- meanwhile: nothing changes), NOT_FOUND_PAYMENT. Idempotent by p_reversal_id.
-- Tables, in lock order: payment, attempt, reversal, payment_event.
CREATE OR REPLACE FUNCTION reverse_attempt(
    p_merchant_id bigint, p_attempt_id uuid, p_reversal_id uuid, p_why text, p_terminal_id text, p_stan integer,
    p_rrn text, p_transmitted_at timestamptz, p_deadline_at timestamptz, p_next_at timestamptz, p_now timestamptz
) RETURNS transition_result
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    a attempt := lock_attempt(p_merchant_id, p_attempt_id);
    v_outcome text;
BEGIN
    IF a.attempt_id IS NULL THEN
        RETURN ROW('NOT_FOUND_PAYMENT', false, NULL, NULL, NULL)::transition_result;
    END IF;
    IF EXISTS (SELECT FROM reversal WHERE merchant_id = p_merchant_id AND reversal_id = p_reversal_id) THEN
        v_outcome := 'reversing';  -- called again after a broken connection
    ELSIF a.state <> 'sending' OR (SELECT state FROM payment WHERE merchant_id = p_merchant_id
                                   AND payment_id = a.payment_id) <> 'authorizing' THEN
        v_outcome := 'kept';
    ELSE
        v_outcome := 'reversing';
        UPDATE attempt SET state = 'reversing', finished_at = p_now, deadline_at = p_deadline_at
        WHERE merchant_id = p_merchant_id AND attempt_id = p_attempt_id;
        UPDATE payment SET state = 'reversing' WHERE merchant_id = p_merchant_id AND payment_id = a.payment_id;
        INSERT INTO reversal (merchant_id, reversal_id, payment_id, attempt_id, reason, state, tries, terminal_id, stan,
            rrn, transmitted_at, next_at, created_at)
        VALUES (p_merchant_id, p_reversal_id, a.payment_id, p_attempt_id, 'unknown_outcome', 'pending', 1,
            p_terminal_id, p_stan, p_rrn, p_transmitted_at, p_next_at, p_now);
        PERFORM write_event(p_merchant_id, a.payment_id, 'retrying', 'reversing',
                            jsonb_build_object('attempt', a.number, 'why', p_why), p_now);
    END IF;
    RETURN ROW(v_outcome, false, NULL, p_attempt_id, payment_snapshot(p_merchant_id, a.payment_id))::transition_result;
END
$$;
GRANT EXECUTE ON FUNCTION reverse_attempt TO pay200_api;
