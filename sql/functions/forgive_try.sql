-- Takes one counted try back: it succeeded, or was never made. Tables: try_count (update).
CREATE OR REPLACE FUNCTION forgive_try(p_subject bytea, p_kind text, p_now timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    UPDATE try_count SET tries = tries - 1
    WHERE subject = p_subject AND kind = p_kind AND tries > 0 AND window_ends_at > p_now;
END
$$;
GRANT EXECUTE ON FUNCTION forgive_try TO pay200_api;
