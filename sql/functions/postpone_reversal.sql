-- A due reversal cannot be sent just now (no terminal to send it from): it comes due again at
-- p_next_at, and lets the others pass. It was not tried. Tables: reversal (update).
CREATE OR REPLACE FUNCTION postpone_reversal(p_merchant_id bigint, p_reversal_id uuid, p_next_at timestamptz,
                                             p_now timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    UPDATE reversal SET next_at = p_next_at
    WHERE merchant_id = p_merchant_id AND reversal_id = p_reversal_id AND state = 'pending' AND next_at <= p_now;
END
$$;
GRANT EXECUTE ON FUNCTION postpone_reversal TO pay200_relay;
