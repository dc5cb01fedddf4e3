-- The acquirer will not refund: the cancel is aborted and what it had reserved is free again. What a
-- person must look at (p_alarm) is 'alarmed': it is neither sent nor asked after again, and stays
-- reserved until somebody settles it.
-- outcome 'refused', 'alarmed', 'done' (it had been executed before: nothing changes), 'pending' (nobody
-- has sent it), or NOT_FOUND_PAYMENT. Idempotent by p_refund_id.
-- Tables, in lock order: payment, refund, cancel, payment_event, idempotency.
CREATE OR REPLACE FUNCTION refuse_refund(p_merchant_id bigint, p_refund_id uuid, p_response_code text, p_alarm boolean,
                                         p_now timestamptz) RETURNS transition_result
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    r refund := lock_refund(p_merchant_id, p_refund_id);
    -- A late charge is owed, whatever the acquirer says of it.
    v_alarm boolean := p_alarm OR r.cancel_id IS NULL;
BEGIN
    IF r.refund_id IS NULL THEN
        RETURN ROW('NOT_FOUND_PAYMENT', false, NULL, NULL, NULL)::transition_result;
    END IF;
    IF r.state IN ('sending', 'unknown') OR (r.state = 'alarmed' AND NOT v_alarm) THEN
        UPDATE refund SET state = CASE WHEN v_alarm THEN 'alarmed' ELSE 'refused' END,
            response_code = p_response_code, finished_at = p_now
        WHERE merchant_id = p_merchant_id AND refund_id = p_refund_id RETURNING state INTO r.state;
        IF v_alarm THEN
            PERFORM write_event(p_merchant_id, r.payment_id, 'alarm',
                (SELECT state FROM payment WHERE merchant_id = p_merchant_id AND payment_id = r.payment_id),
                jsonb_build_object('response_code', p_response_code, 'reason', 'refund'), p_now);
        ELSE
            PERFORM abort_cancel(p_merchant_id, r.cancel_id, r.attempt_id, 'REFUND_REJECTED', p_response_code,
                                 jsonb_build_object('reason', 'refund'), p_now);
        END IF;
    END IF;
    RETURN ROW(r.state, false, p_response_code, r.cancel_id,
               payment_snapshot(p_merchant_id, r.payment_id))::transition_result;
END
$$;
GRANT EXECUTE ON FUNCTION refuse_refund TO pay200_api, pay200_relay, pay200_operator;
