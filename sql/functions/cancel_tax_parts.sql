-- How a cancel of p_amount divides into the tax parts that are left of the payment: of the tax-free part
-- p_tax_free, or if that is null no more than the taxable rest does not cover. No row if the parts do not
-- hold that much. What is left keeps the payment's own rule for VAT (an eleventh of the taxable rest,
-- rounded half up, as core/money makes it; or the shop's own proportion), so that the last cancel takes
-- exactly what remains, whichever were refused in between. The caller holds the payment's lock.
-- Tables: cancel (read).
CREATE OR REPLACE FUNCTION cancel_tax_parts(p payment, p_amount bigint, p_tax_free bigint)
RETURNS TABLE (supplied_minor bigint, vat_minor bigint, tax_free_minor bigint)
LANGUAGE plpgsql STABLE SET search_path = pay200, pg_temp AS $$
DECLARE
    v_all bigint := p.supplied_minor + p.vat_minor;
    v_taxable_left bigint;
    v_vat_left bigint;
    v_tax_free_left bigint;
    v_tax_free bigint;
    v_taxable bigint;
    v_rest bigint;
    v_vat_rest bigint;
    v_vat bigint;
BEGIN
    SELECT v_all - coalesce(sum(c.supplied_minor + c.vat_minor), 0), p.vat_minor - coalesce(sum(c.vat_minor), 0),
        p.tax_free_minor - coalesce(sum(c.tax_free_minor), 0)
    INTO v_taxable_left, v_vat_left, v_tax_free_left
    FROM cancel c
    WHERE c.merchant_id = p.merchant_id AND c.payment_id = p.payment_id AND c.state <> 'aborted';
    v_tax_free := coalesce(p_tax_free, greatest(0, p_amount - v_taxable_left));
    v_taxable := p_amount - v_tax_free;
    IF v_taxable < 0 OR v_taxable > v_taxable_left OR v_tax_free > v_tax_free_left THEN
        RETURN;
    END IF;
    v_rest := v_taxable_left - v_taxable;
    v_vat_rest := CASE WHEN p.vat_minor = (2 * v_all + 11) / 22 THEN (2 * v_rest + 11) / 22
                       ELSE share_of(p.vat_minor, v_rest, v_all) END;
    v_vat := least(v_taxable, v_vat_left, greatest(v_vat_left - v_vat_rest, v_vat_left - v_rest, 0));
    RETURN QUERY SELECT v_taxable - v_vat, v_vat, v_tax_free;
END
$$;
