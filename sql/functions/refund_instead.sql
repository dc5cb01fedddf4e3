-- A void came too late: the acquirer has cleared the sale already. The same cancel goes on as a refund
-- (p_refund_id), which the sender of the void may send at once; payment and balance stay
-- as they are.
-- outcome 'refunding' (the holder is the refund), 'acknowledged', 'refused' or 'alarmed' (what the void had
-- come to before: nothing changes), or NOT_FOUND_PAYMENT. Idempotent by p_reversal_id.
-- Tables, in lock order: payment, reversal, cancel, refund, payment_event.
CREATE OR REPLACE FUNCTION refund_instead(p_merchant_id bigint, p_reversal_id uuid, p_response_code text,
                                          p_refund_id uuid, p_now timestamptz) RETURNS transition_result
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    r reversal := lock_reversal(p_merchant_id, p_reversal_id);
    v_amount bigint;
    v_refund_id uuid;
BEGIN
    IF r.reversal_id IS NULL THEN
        RETURN ROW('NOT_FOUND_PAYMENT', false, NULL, NULL, NULL)::transition_result;
    END IF;
    IF r.state = 'pending' AND r.reason = 'void' THEN
        UPDATE reversal SET state = 'refused', response_code = p_response_code, finished_at = p_now
        WHERE merchant_id = p_merchant_id AND reversal_id = p_reversal_id;
        UPDATE cancel SET type = 'REFUND'
        WHERE merchant_id = p_merchant_id AND cancel_id = r.cancel_id RETURNING amount_minor INTO STRICT v_amount;
        INSERT INTO refund (merchant_id, refund_id, payment_id, attempt_id, cancel_id, amount_minor, state, next_at, created_at)
        VALUES (p_merchant_id, p_refund_id, r.payment_id, r.attempt_id, r.cancel_id, v_amount, 'pending',
            p_now + interval '1 second', p_now);
        PERFORM write_event(p_merchant_id, r.payment_id, 'void_too_late',
            (SELECT state FROM payment WHERE merchant_id = p_merchant_id AND payment_id = r.payment_id),
            jsonb_build_object('response_code', p_response_code), p_now);
    END IF;
    SELECT refund_id INTO v_refund_id FROM refund
    WHERE merchant_id = p_merchant_id AND payment_id = r.payment_id AND cancel_id = r.cancel_id;
    RETURN ROW(CASE WHEN FOUND THEN 'refunding' ELSE r.state END, false, p_response_code,
               coalesce(v_refund_id, r.attempt_id), payment_snapshot(p_merchant_id, r.payment_id))::transition_result;
END
$$;
GRANT EXECUTE ON FUNCTION refund_instead TO pay200_api, pay200_relay, pay200_operator;
