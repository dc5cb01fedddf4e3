-- Takes p_count system trace audit numbers (ISO 8583 field 11) of a terminal; answers the first. They
-- run from 1 to 999999 and start over, so a range that would pass the end begins at 1 instead.
-- Tables: terminal (insert or update).
CREATE OR REPLACE FUNCTION reserve_stans(p_acquirer text, p_terminal_id text, p_count integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_next integer;
    v_first integer;
BEGIN
    INSERT INTO terminal (acquirer, terminal_id, next_stan) VALUES (p_acquirer, p_terminal_id, 1) ON CONFLICT DO NOTHING;
    SELECT next_stan INTO v_next FROM terminal
    WHERE acquirer = p_acquirer AND terminal_id = p_terminal_id FOR UPDATE;
    v_first := CASE WHEN v_next + p_count - 1 > 999999 THEN 1 ELSE v_next END;
    UPDATE terminal SET next_stan = CASE WHEN v_first + p_count > 999999 THEN 1 ELSE v_first + p_count END
    WHERE acquirer = p_acquirer AND terminal_id = p_terminal_id;
    RETURN v_first;
END
$$;
GRANT EXECUTE ON FUNCTION reserve_stans TO pay200_link;
