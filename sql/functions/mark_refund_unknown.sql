-- Nobody knows whether the acquirer has executed the refund: it is inquired after, from p_next_at on, and
-- never sent again. outcome 'unknown', or what it is if it has ended or is pending (nothing changes), or
-- NOT_FOUND_PAYMENT. Idempotent by p_refund_id.
-- Tables, in lock order: payment, refund, payment_event.
CREATE OR REPLACE FUNCTION mark_refund_unknown(p_merchant_id bigint, p_refund_id uuid, p_why text,
                                               p_next_at timestamptz, p_now timestamptz) RETURNS transition_result
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    r refund := lock_refund(p_merchant_id, p_refund_id);
BEGIN
    IF r.refund_id IS NULL THEN
        RETURN ROW('NOT_FOUND_PAYMENT', false, NULL, NULL, NULL)::transition_result;
    END IF;
    IF r.state = 'sending' THEN
        UPDATE refund SET state = 'unknown', next_at = p_next_at
        WHERE merchant_id = p_merchant_id AND refund_id = p_refund_id RETURNING state INTO r.state;
        PERFORM write_event(p_merchant_id, r.payment_id, 'refund_unknown',
            (SELECT state FROM payment WHERE merchant_id = p_merchant_id AND payment_id = r.payment_id),
            jsonb_build_object('amount', r.amount_minor, 'why', p_why), p_now);
    END IF;
    RETURN ROW(r.state, false, NULL, r.cancel_id,
               payment_snapshot(p_merchant_id, r.payment_id))::transition_result;
END
$$;
GRANT EXECUTE ON FUNCTION mark_refund_unknown TO pay200_api, pay200_relay, pay200_operator;
