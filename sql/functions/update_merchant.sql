-- Changes what is not null; false if there is no such merchant. Of what a receipt says, '' takes a line
-- away; p_refund_limit -1 takes the limit away. Payments keep the fee, and whether it comes back, that
-- they were created with. Idempotent. Tables: merchant (locked, update), record_act's.
CREATE OR REPLACE FUNCTION update_merchant(p_merchant_id bigint, p_name text, p_business_number text,
                                           p_fee_basis_points integer, p_fee_fixed bigint, p_fee_refundable boolean,
                                           p_refund_limit bigint, p_auto_confirm boolean, p_representative text,
                                           p_address text, p_phone text, p_settlement_days integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    m merchant;
    v_before jsonb;
    v_changes jsonb;
BEGIN
    SELECT * INTO m FROM merchant WHERE merchant_id = p_merchant_id FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    v_before := to_jsonb(m);
    UPDATE merchant SET name = coalesce(p_name, name), business_number = coalesce(p_business_number, business_number),
        fee_basis_points = coalesce(p_fee_basis_points, fee_basis_points),
        fee_fixed_minor = coalesce(p_fee_fixed, fee_fixed_minor),
        fee_refundable = coalesce(p_fee_refundable, fee_refundable),
        refund_limit_minor = nullif(coalesce(p_refund_limit, refund_limit_minor), -1),
        auto_confirm = coalesce(p_auto_confirm, auto_confirm),
        settlement_days = coalesce(p_settlement_days, settlement_days),
        representative = nullif(coalesce(p_representative, representative), ''),
        address = nullif(coalesce(p_address, address), ''), phone = nullif(coalesce(p_phone, phone), '')
    WHERE merchant_id = p_merchant_id
    RETURNING * INTO m;
    SELECT jsonb_object_agg(c.key, jsonb_build_array(v_before -> c.key, c.value)) INTO v_changes
    FROM jsonb_each(to_jsonb(m)) c WHERE c.value IS DISTINCT FROM v_before -> c.key;
    IF v_changes IS NOT NULL THEN
        PERFORM record_act(p_merchant_id, NULL, NULL, 'merchant', 'update', p_merchant_id::text, v_changes);
    END IF;
    RETURN true;
END
$$;
GRANT EXECUTE ON FUNCTION update_merchant TO pay200_operator;
