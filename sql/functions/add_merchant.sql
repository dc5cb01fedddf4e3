-- outcome: true, or false if a merchant of this mode has the business number (or the id) already.
-- Tables: merchant (insert).
CREATE OR REPLACE FUNCTION add_merchant(p_merchant_id bigint, p_mode text, p_name text, p_business_number text,
                                        p_fee_basis_points integer, p_fee_fixed bigint, p_now timestamptz)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    INSERT INTO merchant (merchant_id, mode, name, business_number, fee_basis_points, fee_fixed_minor, created_at)
    VALUES (p_merchant_id, p_mode, p_name, p_business_number, p_fee_basis_points, p_fee_fixed, p_now)
    ON CONFLICT DO NOTHING;
    RETURN FOUND;
END
$$;
GRANT EXECUTE ON FUNCTION add_merchant TO pay200_operator;
