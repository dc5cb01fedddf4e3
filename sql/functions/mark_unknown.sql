-- Nobody knows whether the attempt was approved: a durable reversal is owed from now on, and the
-- payment ends in ABORTED once the acquirer has acknowledged it, never in DONE. It comes due at the
-- attempt's deadline: sooner, it could overtake what it is to undo.
-- An attempt that is being reversed already (reverse_attempt) has its reversal: only the waiting is over.
-- outcome 'unknown' (also when it is so already, or has been reversed since), 'settled' (an answer had
-- been recorded in time), NOT_FOUND_PAYMENT. Idempotent by p_attempt_id.
-- Tables, in lock order: payment, attempt, reversal, payment_event, idempotency.
CREATE OR REPLACE FUNCTION mark_unknown(p_merchant_id bigint, p_attempt_id uuid, p_reversal_id uuid, p_why text,
                                        p_now timestamptz) RETURNS transition_result
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    a attempt := lock_attempt(p_merchant_id, p_attempt_id);
BEGIN
    IF a.attempt_id IS NULL THEN
        RETURN ROW('NOT_FOUND_PAYMENT', false, NULL, NULL, NULL)::transition_result;
    END IF;
    IF a.state IN ('sending', 'reversing') THEN
        UPDATE attempt SET state = 'unknown', finished_at = p_now
        WHERE merchant_id = p_merchant_id AND attempt_id = p_attempt_id;
        UPDATE payment SET state = 'unknown' WHERE merchant_id = p_merchant_id AND payment_id = a.payment_id;
        IF a.state = 'sending' THEN
            INSERT INTO reversal (merchant_id, reversal_id, payment_id, attempt_id, reason, state, next_at, created_at)
            VALUES (p_merchant_id, p_reversal_id, a.payment_id, p_attempt_id, 'unknown_outcome', 'pending',
                greatest(p_now, a.deadline_at), p_now);
        END IF;
        UPDATE idempotency SET state = 'unknown'
        WHERE merchant_id = p_merchant_id AND scope = a.idempotency_scope AND holder_id = p_attempt_id;
        PERFORM write_event(p_merchant_id, a.payment_id, 'unknown', 'unknown',
                            jsonb_build_object('attempt', a.number, 'why', p_why), p_now);
    END IF;
    RETURN ROW(CASE WHEN a.state IN ('sending', 'reversing', 'unknown', 'reversed') THEN 'unknown' ELSE 'settled' END,
               false, NULL, p_attempt_id, payment_snapshot(p_merchant_id, a.payment_id))::transition_result;
END
$$;
GRANT EXECUTE ON FUNCTION mark_unknown TO pay200_api, pay200_relay;
