-- Whether one of the payment's deadlines has run out: lapse_payment would change it.
CREATE OR REPLACE FUNCTION has_lapsed(p payment, p_now timestamptz) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN p.state IN ('held', 'confirmed') THEN coalesce(p.hold_expires_at <= p_now, false)
        WHEN p.state = 'ready' THEN p.expires_at <= p_now
        ELSE false
    END
$$;
