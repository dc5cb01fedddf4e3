-- Counts a try before it is made. Null: it may go on. Else the time until which this subject is paused: more than
-- p_most tries in a window of p_window_s seconds pause it as long as the window, the next time twice
-- that, and so on up to a day; a quiet day makes that good. A try that is refused does not count.
-- Called again after a broken connection, it may count twice.
-- Tables: try_count (insert or update).
CREATE OR REPLACE FUNCTION count_try(p_subject bytea, p_kind text, p_most integer, p_window_s integer,
                                     p_now timestamptz) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    t try_count;
BEGIN
    INSERT INTO try_count (subject, kind, tries, window_ends_at, strikes)
    VALUES (p_subject, p_kind, 0, p_now + p_window_s * interval '1 second', 0) ON CONFLICT DO NOTHING;
    SELECT * INTO t FROM try_count WHERE subject = p_subject AND kind = p_kind FOR UPDATE;
    IF t.paused_until > p_now THEN
        RETURN t.paused_until;
    END IF;
    IF t.window_ends_at <= p_now THEN
        t.strikes := CASE WHEN t.window_ends_at > p_now - interval '1 day' THEN t.strikes ELSE 0 END;
        t.tries := 0;
        t.window_ends_at := p_now + p_window_s * interval '1 second';
    END IF;
    t.tries := t.tries + 1;
    t.paused_until := NULL;
    IF t.tries > p_most THEN
        t.strikes := t.strikes + 1;
        t.paused_until := p_now + least(p_window_s * 2 ^ least(t.strikes - 1, 20), 86400) * interval '1 second';
        t.tries := 0;
        t.window_ends_at := t.paused_until;
    END IF;
    UPDATE try_count SET tries = t.tries, window_ends_at = t.window_ends_at, strikes = t.strikes,
        paused_until = t.paused_until
    WHERE subject = p_subject AND kind = p_kind;
    RETURN t.paused_until;
END
$$;
GRANT EXECUTE ON FUNCTION count_try TO pay200_api;
