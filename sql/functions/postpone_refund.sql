-- A due refund cannot be sent just now (no terminal to send it from): it comes due again at p_next_at,
-- and lets the others pass. It was not tried. Tables: refund (update).
CREATE OR REPLACE FUNCTION postpone_refund(p_merchant_id bigint, p_refund_id uuid, p_next_at timestamptz,
                                           p_now timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    UPDATE refund SET next_at = p_next_at
    WHERE merchant_id = p_merchant_id AND refund_id = p_refund_id AND state = 'pending' AND next_at <= p_now;
END
$$;
GRANT EXECUTE ON FUNCTION postpone_refund TO pay200_relay;
