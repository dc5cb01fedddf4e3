-- A second operator approves the latest proposal, p_proposal_id: the UNKNOWN ends ABORTED, and its reversal
-- is not sent again. An approval seen later still raises a new one. 'resolved'; 'superseded' (there is a newer proposal, or
-- none of this id), 'same_operator', 'not_unknown', or 'not_found'. Idempotent by p_resolution_id.
-- Tables, in lock order: payment, reversal, resolution, attempt, cancel, payment_event, idempotency, record_act's.
CREATE OR REPLACE FUNCTION approve_resolution(p_merchant_id bigint, p_payment_id uuid, p_proposal_id uuid,
                                              p_resolution_id uuid, p_operator text, p_now timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_state text;
    v_proposal resolution;
    r reversal;
BEGIN
    SELECT state INTO v_state FROM payment
    WHERE merchant_id = p_merchant_id AND payment_id = p_payment_id FOR UPDATE;
    IF v_state IS NULL THEN
        RETURN 'not_found';
    END IF;
    PERFORM 1 FROM resolution WHERE merchant_id = p_merchant_id AND resolution_id = p_resolution_id;
    IF FOUND THEN  -- called again after a broken connection
        RETURN 'resolved';
    ELSIF v_state <> 'unknown' THEN
        RETURN 'not_unknown';
    END IF;
    SELECT * INTO v_proposal FROM resolution
    WHERE merchant_id = p_merchant_id AND payment_id = p_payment_id
    ORDER BY resolution_id DESC LIMIT 1;
    IF v_proposal.resolution_id IS DISTINCT FROM p_proposal_id THEN
        RETURN 'superseded';
    ELSIF v_proposal.operator = p_operator THEN
        RETURN 'same_operator';
    END IF;
    UPDATE reversal SET state = 'resolved', finished_at = p_now
    WHERE merchant_id = p_merchant_id AND payment_id = p_payment_id AND reason = 'unknown_outcome'
        AND state IN ('pending', 'alarmed')
    RETURNING * INTO STRICT r;
    INSERT INTO resolution (merchant_id, resolution_id, payment_id, step, proposal_id, evidence, operator, created_at)
    VALUES (p_merchant_id, p_resolution_id, p_payment_id, 'approved', p_proposal_id, v_proposal.evidence, p_operator,
        p_now);
    PERFORM abort_reversed_payment(r, 'resolved', jsonb_build_object('proposed_by', v_proposal.operator,
        'approved_by', p_operator, 'evidence', v_proposal.evidence), p_now);
    PERFORM record_act(p_merchant_id, NULL, p_operator, 'payment', 'approve-resolution', p_payment_id::text,
                       jsonb_build_object('proposed_by', v_proposal.operator, 'evidence', v_proposal.evidence));
    RETURN 'resolved';
END
$$;
GRANT EXECUTE ON FUNCTION approve_resolution TO pay200_operator;
