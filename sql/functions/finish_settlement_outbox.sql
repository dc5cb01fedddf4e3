-- The settlement's webhooks are made. Tables: settlement_outbox (delete).
CREATE OR REPLACE FUNCTION finish_settlement_outbox(p_merchant_id bigint, p_settlement_id uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
    DELETE FROM settlement_outbox WHERE merchant_id = p_merchant_id AND settlement_id = p_settlement_id
$$;
GRANT EXECUTE ON FUNCTION finish_settlement_outbox TO pay200_relay;
