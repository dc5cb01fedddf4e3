-- Takes the next try of a pending reversal: whoever gets true sends it now; nobody else will before
-- p_next_at. The first claim gives it its STAN and times, which every repeat keeps. p_first: the
-- request that owes it claims its first try ahead of the relay, without waiting for next_at.
-- Tables: reversal (update).
CREATE OR REPLACE FUNCTION claim_reversal(
    p_merchant_id bigint, p_reversal_id uuid, p_first boolean, p_terminal_id text, p_stan integer, p_rrn text,
    p_transmitted_at timestamptz, p_next_at timestamptz, p_now timestamptz
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    UPDATE reversal SET tries = tries + 1, next_at = p_next_at,
        terminal_id = coalesce(terminal_id, p_terminal_id), stan = coalesce(stan, p_stan),
        rrn = coalesce(rrn, p_rrn), transmitted_at = coalesce(transmitted_at, p_transmitted_at)
    WHERE merchant_id = p_merchant_id AND reversal_id = p_reversal_id AND state = 'pending'
        AND (next_at <= p_now OR (p_first AND tries = 0));
    RETURN FOUND;
END
$$;
GRANT EXECUTE ON FUNCTION claim_reversal TO pay200_api, pay200_relay, pay200_operator;
