-- What a confirm needs to know of its payment before it begins: why begin_attempts would refuse this
-- shopper by the payment's state as it is now (refusal, or NULL), and what never changes of it. A look
-- ahead without a lock, so that no STAN is spent on what cannot begin; begin_attempts decides.
-- Tables: payment (read).
CREATE OR REPLACE FUNCTION terms_to_confirm(p_merchant_id bigint, p_payment_id uuid, p_shopper_id uuid,
    OUT refusal text, OUT shop_confirms boolean, OUT total_minor bigint, OUT fee_basis_points integer,
    OUT fee_fixed_minor bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_state text;
    v_shopper_id uuid;
BEGIN
    SELECT p.state, p.shopper_id, p.shop_confirms, p.total_minor, p.fee_basis_points, p.fee_fixed_minor
    INTO v_state, v_shopper_id, shop_confirms, total_minor, fee_basis_points, fee_fixed_minor
    FROM payment p WHERE p.merchant_id = p_merchant_id AND p.payment_id = p_payment_id;
    IF NOT FOUND THEN
        refusal := 'NOT_FOUND_PAYMENT';
    ELSIF v_state <> 'held' OR v_shopper_id <> p_shopper_id THEN
        refusal := refusal_for_state(v_state);
    END IF;
END
$$;
GRANT EXECUTE ON FUNCTION terms_to_confirm TO pay200_api;
