-- These (hexadecimal) in place of those there were. The caller holds the staff's lock.
-- Tables: staff_recovery_code (delete, insert).
CREATE OR REPLACE FUNCTION keep_recovery_codes(p_staff_id uuid, p_recovery_hmacs text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
BEGIN
    DELETE FROM staff_recovery_code WHERE staff_id = p_staff_id;
    INSERT INTO staff_recovery_code (staff_id, code_hmac)
    SELECT p_staff_id, decode(code, 'hex') FROM unnest(p_recovery_hmacs) AS code;
END
$$;
