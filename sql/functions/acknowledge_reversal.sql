-- The acquirer has acknowledged what we owed it (field 39: 00, or 25 "original not found" for what it
-- never saw). outcome 'acknowledged'; 'pending' (25 though an approval has been seen since: not over,
-- it is sent again; or 'alarmed' if that is what it is); 'refused' (a void that had been refused
-- before: nothing changes); NOT_FOUND_PAYMENT. An alarm is over with it. Idempotent by p_reversal_id.
-- Tables, in lock order: payment, reversal, attempt, cancel, transaction, ledger_entry, payment_event, idempotency.
CREATE OR REPLACE FUNCTION acknowledge_reversal(p_merchant_id bigint, p_reversal_id uuid, p_response_code text,
                                                p_transaction_id uuid, p_business_day date, p_now timestamptz)
RETURNS transition_result
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    r reversal := lock_reversal(p_merchant_id, p_reversal_id);
    v_late text;
    v_detail jsonb;
BEGIN
    IF r.reversal_id IS NULL THEN
        RETURN ROW('NOT_FOUND_PAYMENT', false, NULL, NULL, NULL)::transition_result;
    END IF;
    IF r.state IN ('pending', 'alarmed') THEN
        SELECT late_approval_code INTO v_late FROM attempt
        WHERE merchant_id = p_merchant_id AND attempt_id = r.attempt_id;
        IF p_response_code = '25' AND v_late IS NOT NULL THEN
            RETURN ROW(r.state, false, p_response_code, r.attempt_id,
                       payment_snapshot(p_merchant_id, r.payment_id))::transition_result;
        END IF;
        UPDATE reversal SET state = 'acknowledged', response_code = p_response_code, finished_at = p_now
        WHERE merchant_id = p_merchant_id AND reversal_id = p_reversal_id;
        v_detail := jsonb_build_object('response_code', p_response_code, 'tries', r.tries);
        IF r.reason = 'void' THEN
            PERFORM complete_void(r, p_transaction_id, p_business_day, p_now);
        ELSIF r.reason = 'unknown_outcome' THEN
            IF (SELECT state FROM payment WHERE merchant_id = p_merchant_id AND payment_id = r.payment_id)
               = 'reversing_cancel' THEN
                PERFORM cancel_reversed_payment(r, v_detail, p_transaction_id, p_business_day, p_now);
            ELSE
                PERFORM abort_reversed_payment(r, 'reversed', v_detail, p_now);
            END IF;
        ELSIF r.reason = 'late_approval' OR p_response_code <> '25' THEN
            PERFORM write_event(p_merchant_id, r.payment_id, 'late_approval_reversed',
                (SELECT state FROM payment WHERE merchant_id = p_merchant_id AND payment_id = r.payment_id),
                v_detail, p_now);
        END IF;
    END IF;
    RETURN ROW(CASE r.state WHEN 'refused' THEN 'refused' ELSE 'acknowledged' END, false, p_response_code, r.attempt_id,
               payment_snapshot(p_merchant_id, r.payment_id))::transition_result;
END
$$;
GRANT EXECUTE ON FUNCTION acknowledge_reversal TO pay200_api, pay200_relay, pay200_operator;
