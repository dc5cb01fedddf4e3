-- An operator contests it for the merchant, by evidence; until p_decide_by the acquirer has time to decide.
-- 'contested' (again: the newer evidence counts), 'decided' (it is over), or 'not_found'.
-- Tables, in lock order: payment, dispute, payment_event, record_act's.
CREATE OR REPLACE FUNCTION contest_dispute(p_merchant_id bigint, p_dispute_id uuid, p_evidence text, p_operator text,
                                           p_decide_by date, p_now timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    d dispute := lock_dispute(p_merchant_id, p_dispute_id);
    v_state text;
BEGIN
    IF d.dispute_id IS NULL THEN
        RETURN 'not_found';
    ELSIF d.state NOT IN ('OPEN', 'CONTESTED') THEN
        RETURN 'decided';
    ELSIF d.state = 'CONTESTED' AND d.evidence = p_evidence THEN
        RETURN 'contested';
    END IF;
    UPDATE dispute SET state = 'CONTESTED', evidence = p_evidence, operator = p_operator,
        respond_by = greatest(respond_by, p_decide_by), changed_at = p_now
    WHERE merchant_id = p_merchant_id AND dispute_id = p_dispute_id;
    SELECT state INTO v_state FROM payment WHERE merchant_id = d.merchant_id AND payment_id = d.payment_id;
    PERFORM write_event(d.merchant_id, d.payment_id, 'dispute_contested', v_state,
                        jsonb_build_object('dispute', d.dispute_id, 'operator', p_operator, 'evidence', p_evidence), p_now);
    PERFORM record_act(p_merchant_id, NULL, p_operator, 'dispute', 'contest', p_dispute_id::text,
                       jsonb_build_object('evidence', p_evidence));
    RETURN 'contested';
END
$$;
GRANT EXECUTE ON FUNCTION contest_dispute TO pay200_operator;
