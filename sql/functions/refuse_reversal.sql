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
    c cancel;
    v_alarm boolean := p_alarm OR r.reason <> 'void';
    v_attempt_scope bytea;
    v_state text;
    v_snapshot jsonb;
BEGIN
    IF r.reversal_id IS NULL THEN
        RETURN ROW('NOT_FOUND_PAYMENT', false, NULL, NULL, NULL)::transition_result;
    END IF;
    IF r.state = 'pending' THEN
        UPDATE reversal SET state = CASE WHEN v_alarm THEN 'alarmed' ELSE 'refused' END,
            response_code = p_response_code, finished_at = p_now
        WHERE merchant_id = p_merchant_id AND reversal_id = p_reversal_id RETURNING state INTO r.state;
        IF NOT v_alarm THEN
            UPDATE cancel SET state = 'aborted', finished_at = p_now
            WHERE merchant_id = p_merchant_id AND cancel_id = r.cancel_id RETURNING * INTO c;
            UPDATE payment SET state = 'approved', balance_minor = total_minor
            WHERE merchant_id = p_merchant_id AND payment_id = r.payment_id;
        END IF;
        SELECT state INTO v_state FROM payment WHERE merchant_id = p_merchant_id AND payment_id = r.payment_id;
        PERFORM write_event(p_merchant_id, r.payment_id, CASE WHEN v_alarm THEN 'alarm' ELSE 'cancel_refused' END,
                            v_state, jsonb_build_object('response_code', p_response_code, 'reason', r.reason), p_now);
        IF NOT v_alarm THEN
            SELECT idempotency_scope INTO v_attempt_scope FROM attempt
            WHERE merchant_id = p_merchant_id AND attempt_id = r.attempt_id;
            v_snapshot := payment_snapshot(p_merchant_id, r.payment_id);
            PERFORM finish_idempotency(p_merchant_id, c.idempotency_scope, c.cancel_id, 'NOT_CANCELABLE_PAYMENT',
                                       p_response_code, v_snapshot);
            -- Open only if the cancel came before the approval: the purchase stands after all.
            PERFORM finish_idempotency(p_merchant_id, v_attempt_scope, r.attempt_id, 'approved', NULL, v_snapshot);
        END IF;
    END IF;
    RETURN ROW(r.state, false, p_response_code, r.attempt_id,
               payment_snapshot(p_merchant_id, r.payment_id))::transition_result;
END
$$;
GRANT EXECUTE ON FUNCTION refuse_reversal TO pay200_api, pay200_relay;
