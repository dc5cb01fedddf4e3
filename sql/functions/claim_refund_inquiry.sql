-- Takes the next inquiry after an unknown refund: whoever gets true asks the acquirer now; nobody else
-- will before p_next_at. Tables: refund (update).
CREATE OR REPLACE FUNCTION claim_refund_inquiry(p_merchant_id bigint, p_refund_id uuid, p_next_at timestamptz,
                                                p_now timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    UPDATE refund SET tries = tries + 1, next_at = p_next_at
    WHERE merchant_id = p_merchant_id AND refund_id = p_refund_id AND state = 'unknown' AND next_at <= p_now;
    RETURN FOUND;
END
$$;
GRANT EXECUTE ON FUNCTION claim_refund_inquiry TO pay200_relay;
