-- The acquirer, asked at p_asked_at, says that it never saw the refund (39 = 25). That is evidence only
-- once the message can no longer be on its way: p_settle_ms after its deadline. Then the cancel is aborted
-- and what it had reserved is free again.
-- outcome 'refused'; 'unknown' (too early to tell: nothing changes), 'done', 'alarmed' or 'pending' (what
-- it is: nothing changes), or NOT_FOUND_PAYMENT. Idempotent by p_refund_id.
-- Tables, in lock order: payment, refund, cancel, payment_event, idempotency.
CREATE OR REPLACE FUNCTION abandon_refund(p_merchant_id bigint, p_refund_id uuid, p_response_code text,
                                          p_asked_at timestamptz, p_settle_ms integer, p_now timestamptz)
RETURNS transition_result
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    r refund := lock_refund(p_merchant_id, p_refund_id);
BEGIN
    IF r.refund_id IS NULL THEN
        RETURN ROW('NOT_FOUND_PAYMENT', false, NULL, NULL, NULL)::transition_result;
    END IF;
    IF r.state = 'unknown' AND p_asked_at >= r.deadline_at + p_settle_ms * interval '1 millisecond' THEN
        IF r.cancel_id IS NULL THEN  -- a late charge is owed all the same
            RETURN refuse_refund(p_merchant_id, p_refund_id, p_response_code, true, p_now);
        END IF;
        UPDATE refund SET state = 'refused', response_code = p_response_code, finished_at = p_now
        WHERE merchant_id = p_merchant_id AND refund_id = p_refund_id RETURNING state INTO r.state;
        PERFORM abort_cancel(p_merchant_id, r.cancel_id, r.attempt_id, 'REFUND_REJECTED', p_response_code,
                             jsonb_build_object('reason', 'refund'), p_now);
    END IF;
    RETURN ROW(r.state, false, p_response_code, r.cancel_id,
               payment_snapshot(p_merchant_id, r.payment_id))::transition_result;
END
$$;
GRANT EXECUTE ON FUNCTION abandon_refund TO pay200_relay;
