-- The acquirer has acknowledged the reversal of an attempt that it had not answered (reverse_attempt), and
-- another takes the payment: acknowledgement and new attempt in one commit, so that there is no moment at
-- which the payment is nobody's. Where the acquirer said that it never saw the original (25), it is asked
-- once more at p_recheck_at by the reversal p_recheck_id: the original may have come after all.
-- outcome 'started'; or 'kept': a cancel has been recorded meanwhile, somebody else has ended the attempt,
-- or it said 25 of what is seen to have been approved. Nothing changes then: record the acknowledgement as
-- of any reversal. NOT_FOUND_PAYMENT. Idempotent by p_new_attempt_id.
-- Tables, in lock order: payment, attempt, reversal, and start_next_attempt's.
CREATE OR REPLACE FUNCTION reroute_reversed_attempt(
    p_merchant_id bigint, p_attempt_id uuid, p_reversal_id uuid, p_response_code text, p_recheck_id uuid,
    p_recheck_at timestamptz, p_new_attempt_id uuid, p_acquirer text, p_terminal_id text, p_stan integer, p_rrn text,
    p_transmitted_at timestamptz, p_deadline_at timestamptz, p_now timestamptz
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
    ELSIF a.state <> 'reversing' OR (p_response_code = '25' AND a.late_approval_code IS NOT NULL)
        OR (SELECT state FROM payment WHERE merchant_id = p_merchant_id AND payment_id = a.payment_id) <> 'reversing' THEN
        v_outcome := 'kept';
    ELSE
        v_outcome := 'started';
        UPDATE payment SET state = 'authorizing', attempt_count = attempt_count + 1  -- the other one was sent
        WHERE merchant_id = p_merchant_id AND payment_id = a.payment_id;
        UPDATE attempt SET state = 'reversed' WHERE merchant_id = p_merchant_id AND attempt_id = p_attempt_id;
        UPDATE reversal SET state = 'acknowledged', response_code = p_response_code, finished_at = p_now
        WHERE merchant_id = p_merchant_id AND reversal_id = p_reversal_id;
        IF p_response_code = '25' THEN
            INSERT INTO reversal (merchant_id, reversal_id, payment_id, attempt_id, reason, state, next_at, created_at)
            VALUES (p_merchant_id, p_recheck_id, a.payment_id, p_attempt_id, 'never_seen', 'pending', p_recheck_at, p_now);
        END IF;
        PERFORM start_next_attempt(a, p_new_attempt_id, p_acquirer, p_terminal_id, p_stan, p_rrn, p_transmitted_at,
                                   p_deadline_at, jsonb_build_object('reversed', p_response_code), p_now);
    END IF;
    RETURN ROW(v_outcome, false, p_response_code, p_new_attempt_id,
               payment_snapshot(p_merchant_id, a.payment_id))::transition_result;
END
$$;
GRANT EXECUTE ON FUNCTION reroute_reversed_attempt TO pay200_api;
