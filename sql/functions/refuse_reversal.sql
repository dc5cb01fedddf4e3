-- The acquirer will not do what we owed it. A void that is refused leaves the payment approved, its
-- balance restored, its cancel aborted. Anything else, or a reject for format (p_alarm), is for a
-- person: the reversal is 'alarmed', is not sent again, and the payment stays as it is.
-- outcome 'refused', 'alarmed', 'acknowledged' (it had been before: nothing changes), or
-- NOT_FOUND_PAYMENT. Idempotent by p_reversal_id.
-- Tables, in lock order: payment, reversal, attempt (read), cancel, payment_event, idempotency.
CREATE OR REPLACE FUNCTION refuse_reversal(p_merchant_id bigint, p_reversal_id uuid, p_response_code text,
                                           p_alarm boolean, p_now timestamptz) RETURNS transition_result
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    r reversal := lock_reversal(p_merchant_id, p_reversal_id);
    v_alarm boolean := p_alarm OR r.reason <> 'void';
BEGIN
    IF r.reversal_id IS NULL THEN
        RETURN ROW('NOT_FOUND_PAYMENT', false, NULL, NULL, NULL)::transition_result;
    END IF;
    IF r.state = 'pending' THEN
        UPDATE reversal SET state = CASE WHEN v_alarm THEN 'alarmed' ELSE 'refused' END,
            response_code = p_response_code, finished_at = p_now
        WHERE merchant_id = p_merchant_id AND reversal_id = p_reversal_id RETURNING state INTO r.state;
        IF v_alarm THEN
            PERFORM write_event(p_merchant_id, r.payment_id, 'alarm',
                (SELECT state FROM payment WHERE merchant_id = p_merchant_id AND payment_id = r.payment_id),
                jsonb_build_object('response_code', p_response_code, 'reason', r.reason), p_now);
        ELSE
            PERFORM abort_cancel(p_merchant_id, r.cancel_id, r.attempt_id, 'NOT_CANCELABLE_PAYMENT', p_response_code,
                                 jsonb_build_object('reason', r.reason), p_now);
        END IF;
    END IF;
    RETURN ROW(r.state, false, p_response_code, r.attempt_id,
               payment_snapshot(p_merchant_id, r.payment_id))::transition_result;
END
$$;
GRANT EXECUTE ON FUNCTION refuse_reversal TO pay200_api, pay200_relay, pay200_operator;
