-- One settlement run of a mode at a time: true if p_holder_id may go on until p_expires_at. Called again by the
-- holder, it goes on for longer. Whoever died holds it up no longer than that. Tables: settlement_lease.
CREATE OR REPLACE FUNCTION take_settlement_lease(p_mode text, p_holder_id uuid, p_expires_at timestamptz,
                                                 p_now timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    INSERT INTO settlement_lease AS l (mode, holder_id, expires_at) VALUES (p_mode, p_holder_id, p_expires_at)
    ON CONFLICT (mode) DO UPDATE SET holder_id = EXCLUDED.holder_id, expires_at = EXCLUDED.expires_at
    WHERE l.holder_id = EXCLUDED.holder_id OR l.expires_at <= p_now;
    RETURN FOUND;
END
$$;
GRANT EXECUTE ON FUNCTION take_settlement_lease TO pay200_operator;
