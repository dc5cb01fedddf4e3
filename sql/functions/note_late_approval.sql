-- The link's own call, when an approval comes in that nobody waits for any more. Idempotent.
-- outcome 'noted', 'approved' (it had been recorded in time), or NOT_FOUND_PAYMENT.
-- Tables, in lock order: payment, attempt, reversal, payment_event.
CREATE OR REPLACE FUNCTION note_late_approval(p_merchant_id bigint, p_attempt_id uuid, p_approval_code text,
                                              p_reversal_id uuid, p_now timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    a attempt := lock_attempt(p_merchant_id, p_attempt_id);
BEGIN
    IF a.attempt_id IS NULL THEN
        RETURN 'NOT_FOUND_PAYMENT';
    END IF;
    IF a.state = 'approved' THEN
        RETURN 'approved';
    END IF;
    PERFORM record_late_approval(a, p_approval_code, p_reversal_id, p_now);
    RETURN 'noted';
END
$$;
GRANT EXECUTE ON FUNCTION note_late_approval TO pay200_link;
