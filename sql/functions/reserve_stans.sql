-- Takes p_count system trace audit numbers (ISO 8583 field 11) of a terminal; answers the first, or null
-- once the terminal has given out all it has for that business day: no number is used twice within it.
-- They run from 1 to 999999 and start over, so a range that would pass the end begins at 1 instead.
-- Tables: terminal (insert or update).
CREATE OR REPLACE FUNCTION reserve_stans(p_acquirer text, p_terminal_id text, p_count integer, p_day date)
RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    t terminal;
    v_first integer;
BEGIN
    INSERT INTO terminal (acquirer, terminal_id, next_stan, business_day, taken)
    VALUES (p_acquirer, p_terminal_id, 1, p_day, 0) ON CONFLICT DO NOTHING;
    SELECT * INTO t FROM terminal WHERE acquirer = p_acquirer AND terminal_id = p_terminal_id FOR UPDATE;
    -- A clock a little behind the one that turned the day over goes on in the new day.
    IF p_day > t.business_day THEN
        t.business_day := p_day;
        t.taken := 0;
    END IF;
    -- What is left out at the end counts as taken, or a second round would begin too early.
    v_first := CASE WHEN t.next_stan + p_count - 1 > 999999 THEN 1 ELSE t.next_stan END;
    IF v_first < t.next_stan THEN
        t.taken := t.taken + 999999 - t.next_stan + 1;
    END IF;
    IF t.taken + p_count > 999999 THEN
        RETURN NULL;
    END IF;
    UPDATE terminal SET next_stan = CASE WHEN v_first + p_count > 999999 THEN 1 ELSE v_first + p_count END,
        business_day = t.business_day, taken = t.taken + p_count
    WHERE acquirer = p_acquirer AND terminal_id = p_terminal_id;
    RETURN v_first;
END
$$;
GRANT EXECUTE ON FUNCTION reserve_stans TO pay200_link;
