-- An operator proposes to end an UNKNOWN: the acquirer has said, outside of its messages, that nothing
-- is owed. Changes nothing but the record; a newer proposal takes the place of an older one.
-- 'proposed', 'not_unknown', or 'not_found'. Idempotent by p_resolution_id.
-- Tables, in lock order: payment, resolution, payment_event, record_act's.
CREATE OR REPLACE FUNCTION propose_resolution(p_merchant_id bigint, p_payment_id uuid, p_resolution_id uuid,
                                              p_evidence text, p_operator text, p_now timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_state text;
BEGIN
    SELECT state INTO v_state FROM payment
    WHERE merchant_id = p_merchant_id AND payment_id = p_payment_id FOR UPDATE;
    IF v_state IS NULL THEN
        RETURN 'not_found';
    END IF;
    PERFORM 1 FROM resolution WHERE merchant_id = p_merchant_id AND resolution_id = p_resolution_id;
    IF FOUND THEN  -- called again after a broken connection
        RETURN 'proposed';
    ELSIF v_state <> 'unknown' THEN
        RETURN 'not_unknown';
    END IF;
    INSERT INTO resolution (merchant_id, resolution_id, payment_id, step, evidence, operator, created_at)
    VALUES (p_merchant_id, p_resolution_id, p_payment_id, 'proposed', p_evidence, p_operator, p_now);
    PERFORM write_event(p_merchant_id, p_payment_id, 'resolution_proposed', 'unknown',
                        jsonb_build_object('operator', p_operator, 'evidence', p_evidence), p_now);
    PERFORM record_act(p_merchant_id, NULL, p_operator, 'payment', 'propose-resolution', p_payment_id::text,
                       jsonb_build_object('evidence', p_evidence));
    RETURN 'proposed';
END
$$;
GRANT EXECUTE ON FUNCTION propose_resolution TO pay200_operator;
