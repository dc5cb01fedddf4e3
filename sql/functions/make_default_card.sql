-- False: the shopper has no such card. Idempotent. Tables: card (update).
CREATE OR REPLACE FUNCTION make_default_card(p_shopper_id uuid, p_card_id uuid, p_now timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    UPDATE card SET default_since = p_now WHERE shopper_id = p_shopper_id AND card_id = p_card_id;
    RETURN FOUND;
END
$$;
GRANT EXECUTE ON FUNCTION make_default_card TO pay200_api;
