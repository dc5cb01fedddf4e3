-- Changes what is not null; false if there is no such merchant. Payments keep the fee that they
-- were created with. Idempotent. Tables: merchant (update).
CREATE OR REPLACE FUNCTION update_merchant(p_merchant_id bigint, p_name text, p_business_number text,
                                           p_fee_basis_points integer, p_fee_fixed bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    UPDATE merchant SET name = coalesce(p_name, name), business_number = coalesce(p_business_number, business_number),
        fee_basis_points = coalesce(p_fee_basis_points, fee_basis_points),
        fee_fixed_minor = coalesce(p_fee_fixed, fee_fixed_minor)
    WHERE merchant_id = p_merchant_id;
    RETURN FOUND;
END
$$;
GRANT EXECUTE ON FUNCTION update_merchant TO pay200_operator;
