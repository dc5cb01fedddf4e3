-- The refund that was claimed under this slot has not been sent, for certain: it is pending again, and
-- its next claim takes another slot. Nothing changes for another claim's slot, so calling it again is
-- harmless. Tables: refund (update).
CREATE OR REPLACE FUNCTION release_refund(p_merchant_id bigint, p_refund_id uuid, p_terminal_id text, p_stan integer,
                                          p_transmitted_at timestamptz, p_next_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    UPDATE refund SET state = 'pending', next_at = p_next_at, terminal_id = NULL, stan = NULL, rrn = NULL,
        transmitted_at = NULL, deadline_at = NULL
    WHERE merchant_id = p_merchant_id AND refund_id = p_refund_id AND state = 'sending'
        AND terminal_id = p_terminal_id AND stan = p_stan AND transmitted_at = p_transmitted_at;
END
$$;
GRANT EXECUTE ON FUNCTION release_refund TO pay200_api, pay200_relay, pay200_operator;
