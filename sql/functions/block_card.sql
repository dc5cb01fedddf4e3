-- The issuer will never take this card: it is not sent again. True if it was not blocked before. A card that
-- was registered anew has another id, and the issuer has verified it since. Idempotent by p_card_id
-- (called again, it answers false). Tables: card (update).
CREATE OR REPLACE FUNCTION block_card(p_shopper_id uuid, p_card_id uuid, p_response_code text, p_now timestamptz)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    UPDATE card SET blocked_at = p_now, blocked_code = p_response_code
    WHERE shopper_id = p_shopper_id AND card_id = p_card_id AND blocked_at IS NULL;
    RETURN FOUND;
END
$$;
GRANT EXECUTE ON FUNCTION block_card TO pay200_api, pay200_relay;
