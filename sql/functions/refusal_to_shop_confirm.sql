-- Why the shop cannot confirm a payment in this state (other than 'confirmed'): the wire name of an
-- ErrorCode. The same table stands in core/payment/payment_state.cpp; a test holds the two together.
CREATE OR REPLACE FUNCTION refusal_to_shop_confirm(p_state text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pay200, pg_temp AS $$
    SELECT CASE WHEN p_state IN ('ready', 'held') THEN 'NOT_CONFIRMED_PAYMENT' ELSE refusal_for_state(p_state) END
$$;
