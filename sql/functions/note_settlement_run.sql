-- A settlement run of a mode has ended well. Tables: settlement_run.
CREATE OR REPLACE FUNCTION note_settlement_run(p_mode text, p_now timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
    INSERT INTO settlement_run (mode, ended_at) VALUES (p_mode, p_now)
    ON CONFLICT (mode) DO UPDATE SET ended_at = EXCLUDED.ended_at
$$;
GRANT EXECUTE ON FUNCTION note_settlement_run TO pay200_operator;
