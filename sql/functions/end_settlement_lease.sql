-- The run is over; nothing happens if another one has begun meanwhile. Tables: settlement_lease (delete).
CREATE OR REPLACE FUNCTION end_settlement_lease(p_mode text, p_holder_id uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
    DELETE FROM settlement_lease WHERE mode = p_mode AND holder_id = p_holder_id
$$;
GRANT EXECUTE ON FUNCTION end_settlement_lease TO pay200_operator;
