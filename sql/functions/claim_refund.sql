-- Takes a pending refund to send it: whoever gets true sends it once, before p_deadline_at, under this
-- slot; nobody else ever does. False: another has it. It comes due again at p_next_at, to be called
-- unknown if its sender has died by then. p_first: the request that owes it claims it ahead of the
-- relay, without waiting for next_at. Idempotent by its slot, which is nobody else's.
-- Tables: refund (update).
CREATE OR REPLACE FUNCTION claim_refund(
    p_merchant_id bigint, p_refund_id uuid, p_first boolean, p_terminal_id text, p_stan integer, p_rrn text,
    p_transmitted_at timestamptz, p_deadline_at timestamptz, p_next_at timestamptz, p_now timestamptz
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    UPDATE refund SET state = 'sending', tries = tries + 1, terminal_id = p_terminal_id, stan = p_stan, rrn = p_rrn,
        transmitted_at = p_transmitted_at, deadline_at = p_deadline_at, next_at = p_next_at
    WHERE merchant_id = p_merchant_id AND refund_id = p_refund_id AND state = 'pending'
        AND (next_at <= p_now OR (p_first AND tries = 0));
    IF FOUND THEN
        RETURN true;
    END IF;
    -- Called again after a broken connection.
    PERFORM 1 FROM refund
    WHERE merchant_id = p_merchant_id AND refund_id = p_refund_id AND state = 'sending'
        AND terminal_id = p_terminal_id AND stan = p_stan AND transmitted_at = p_transmitted_at;
    RETURN FOUND;
END
$$;
GRANT EXECUTE ON FUNCTION claim_refund TO pay200_api, pay200_relay, pay200_operator;
