-- One line of a payment's timeline: write_events.
CREATE OR REPLACE FUNCTION write_event(p_merchant_id bigint, p_payment_id uuid, p_event text, p_state text,
                                       p_detail jsonb, p_now timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
BEGIN
    PERFORM write_events(ARRAY[ROW(p_merchant_id, uuid_v7(p_now), p_payment_id, NULL, p_event, p_state, p_detail,
                                   p_now)::payment_event]);
END
$$;
