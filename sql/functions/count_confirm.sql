-- Counts a confirm of a shopper's; false once there are more than p_most in the window, which begins with
-- the first. Called within card_to_charge, whose check of the PIN locks the same row: it costs no round
-- trip, and its commit does not wait for the disk (a crash may forget a count).
-- Tables: shopper (update).
CREATE OR REPLACE FUNCTION count_confirm(p_shopper_id uuid, p_most integer, p_window_s integer, p_now timestamptz)
RETURNS boolean
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
DECLARE
    v_window_begins timestamptz := p_now - p_window_s * interval '1 second';
BEGIN
    UPDATE shopper SET
        confirms = CASE WHEN confirms_since > v_window_begins THEN confirms + 1 ELSE 1 END,
        confirms_since = CASE WHEN confirms_since > v_window_begins THEN confirms_since ELSE p_now END
    WHERE shopper_id = p_shopper_id
        AND NOT (confirms >= p_most AND confirms_since > v_window_begins);
    RETURN FOUND;
END
$$;
