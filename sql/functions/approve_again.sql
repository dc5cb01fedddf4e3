-- An approval of an attempt that does not wait for one: what approve_payments answers then, call by call.
-- outcome: 'approved' or 'canceled' (called again after a broken connection); 'late' (the attempt had been given
-- up; a reversal answers for it); NOT_FOUND_PAYMENT.
-- Tables, in lock order: payment, attempt, reversal, payment_event.
CREATE OR REPLACE FUNCTION approve_again(
    p_merchant_id bigint, p_attempt_id uuid, p_response_code text, p_approval_code text, p_void_reversal_id uuid,
    p_now timestamptz
) RETURNS transition_result
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
DECLARE
    a attempt := lock_attempt(p_merchant_id, p_attempt_id);
BEGIN
    IF a.attempt_id IS NULL THEN
        RETURN ROW('NOT_FOUND_PAYMENT', false, NULL, NULL, NULL)::transition_result;
    END IF;
    IF a.state = 'approved' THEN
        PERFORM 1 FROM reversal WHERE merchant_id = p_merchant_id AND reversal_id = p_void_reversal_id;
        RETURN ROW(CASE WHEN FOUND THEN 'canceled' ELSE 'approved' END, false, a.response_code, p_attempt_id,
                   payment_snapshot(p_merchant_id, a.payment_id))::transition_result;
    END IF;
    IF a.state = 'sending' THEN
        -- It was not there when approve_payments locked what it found: to be called again.
        RAISE EXCEPTION 'attempt % has come meanwhile', p_attempt_id USING ERRCODE = 'serialization_failure';
    END IF;
    PERFORM record_late_approval(a, p_approval_code, p_void_reversal_id, p_now);
    RETURN ROW('late', false, p_response_code, p_attempt_id,
               payment_snapshot(p_merchant_id, a.payment_id))::transition_result;
END
$$;
