-- Whether the merchant would have no owner without this one; who was invited and has not come, or is locked, is one only
-- where there is no other. Its owners stay locked, so that two who leave at once are looked at one after the other.
-- Tables: merchant_member (locked, in order), staff (read).
CREATE OR REPLACE FUNCTION is_last_owner(p_merchant_id bigint, p_staff_id uuid) RETURNS boolean
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
DECLARE
    v_owners uuid[];
    v_here uuid[];
BEGIN
    SELECT array_agg(o.staff_id) INTO v_owners
    FROM (SELECT staff_id FROM merchant_member WHERE merchant_id = p_merchant_id AND role = 'owner'
          ORDER BY staff_id FOR UPDATE) o;
    SELECT array_agg(staff_id) INTO v_here FROM staff
    WHERE staff_id = ANY (v_owners) AND totp_enrolled_at IS NOT NULL AND locked_at IS NULL;
    RETURN coalesce(v_here, v_owners) = ARRAY[p_staff_id];
END
$$;
