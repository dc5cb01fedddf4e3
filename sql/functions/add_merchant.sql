-- False if another merchant has this id. Idempotent by p_merchant_id (with the time it was added at:
-- the id is random, so the same id alone is not proof of the same call).
-- Tables: merchant (insert), record_act's.
CREATE OR REPLACE FUNCTION add_merchant(p_merchant_id bigint, p_mode text, p_name text, p_business_number text,
                                        p_fee_basis_points integer, p_fee_fixed bigint, p_now timestamptz,
                                        p_auto_confirm boolean DEFAULT false, p_representative text DEFAULT NULL,
                                        p_address text DEFAULT NULL, p_phone text DEFAULT NULL,
                                        p_fee_refundable boolean DEFAULT true, p_refund_limit bigint DEFAULT NULL,
                                        p_settlement_days integer DEFAULT 2)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    INSERT INTO merchant (merchant_id, mode, name, business_number, fee_basis_points, fee_fixed_minor, auto_confirm,
        representative, address, phone, fee_refundable, refund_limit_minor, settlement_days, created_at)
    VALUES (p_merchant_id, p_mode, p_name, p_business_number, p_fee_basis_points, p_fee_fixed, p_auto_confirm,
        p_representative, p_address, p_phone, p_fee_refundable, p_refund_limit, p_settlement_days, p_now)
    ON CONFLICT DO NOTHING;
    IF FOUND THEN
        PERFORM record_act(p_merchant_id, NULL, NULL, 'merchant', 'add', p_merchant_id::text,
                           jsonb_build_object('mode', p_mode, 'name', p_name, 'business_number', p_business_number,
                                              'fee_basis_points', p_fee_basis_points, 'fee_fixed_minor', p_fee_fixed));
    END IF;
    PERFORM 1 FROM merchant
    WHERE merchant_id = p_merchant_id AND mode = p_mode AND business_number = p_business_number AND created_at = p_now;
    RETURN FOUND;
END
$$;
GRANT EXECUTE ON FUNCTION add_merchant TO pay200_operator;
