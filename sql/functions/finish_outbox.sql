-- Their readers have them: these events of a merchant are no longer pending. Idempotent.
-- Tables: outbox (delete).
CREATE OR REPLACE FUNCTION finish_outbox(p_merchant_id bigint, p_event_ids uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    DELETE FROM outbox WHERE merchant_id = p_merchant_id AND event_id = ANY (p_event_ids);
END
$$;
GRANT EXECUTE ON FUNCTION finish_outbox TO pay200_relay;
