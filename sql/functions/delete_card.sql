-- False: the shopper has no such card. Attempts keep what reversing them needs. Tables: card (delete).
CREATE OR REPLACE FUNCTION delete_card(p_shopper_id uuid, p_card_id uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    DELETE FROM card WHERE shopper_id = p_shopper_id AND card_id = p_card_id;
    RETURN FOUND;
END
$$;
GRANT EXECUTE ON FUNCTION delete_card TO pay200_api;
