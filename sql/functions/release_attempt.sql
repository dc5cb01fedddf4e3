-- Nothing was sent for the attempt, for certain: the payment is back with its shopper, or waits for its
-- shop as before, as if it had not been made, and the idempotency key is free again. A cancel recorded meanwhile takes effect.
-- outcome 'released', 'late' (given up meanwhile), NOT_FOUND_PAYMENT. Idempotent by p_attempt_id.
-- Tables, in lock order: payment, attempt, cancel, transaction, payment_event, idempotency.
CREATE OR REPLACE FUNCTION release_attempt(p_merchant_id bigint, p_attempt_id uuid, p_hold_expires_at timestamptz,
                                           p_transaction_id uuid, p_business_day date, p_now timestamptz)
RETURNS transition_result
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    a attempt := lock_attempt(p_merchant_id, p_attempt_id);
    v_state text;
BEGIN
    IF a.attempt_id IS NULL THEN
        RETURN ROW('NOT_FOUND_PAYMENT', false, NULL, NULL, NULL)::transition_result;
    END IF;
    IF a.state = 'sending' THEN
        UPDATE attempt SET state = 'not_sent', finished_at = p_now
        WHERE merchant_id = p_merchant_id AND attempt_id = p_attempt_id;
        UPDATE payment SET
            state = CASE WHEN state <> 'authorizing' THEN state WHEN a.confirm_id IS NULL THEN 'held' ELSE 'confirmed' END,
            hold_expires_at = coalesce((SELECT c.expires_at FROM payment_confirm c
                                        WHERE c.merchant_id = p_merchant_id AND c.confirm_id = a.confirm_id),
                                       p_hold_expires_at), attempt_count = attempt_count - 1
        WHERE merchant_id = p_merchant_id AND payment_id = a.payment_id RETURNING state INTO v_state;
        DELETE FROM idempotency
        WHERE merchant_id = p_merchant_id AND scope = a.idempotency_scope AND holder_id = p_attempt_id;
        PERFORM write_event(p_merchant_id, a.payment_id, 'not_sent', v_state,
                            jsonb_build_object('attempt', a.number), p_now);
        IF v_state = 'authorizing_cancel' THEN
            PERFORM cancel_unmoved(p_merchant_id, a.payment_id, p_transaction_id, p_business_day, p_now);
        END IF;
    END IF;
    RETURN ROW(CASE WHEN a.state IN ('sending', 'not_sent') THEN 'released' ELSE 'late' END, false, NULL, p_attempt_id,
               payment_snapshot(p_merchant_id, a.payment_id))::transition_result;
END
$$;
GRANT EXECUTE ON FUNCTION release_attempt TO pay200_api;
