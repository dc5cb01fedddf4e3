-- A year's bank holidays, in place of what was known of it. Idempotent.
-- Tables: bank_holiday (delete, insert), record_act's.
CREATE OR REPLACE FUNCTION load_bank_holidays(p_year integer, p_days date[], p_names text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_first date := make_date(p_year, 1, 1);
    v_last date := make_date(p_year, 12, 31);
BEGIN
    IF EXISTS (SELECT 1 FROM unnest(p_days) AS day WHERE day NOT BETWEEN v_first AND v_last) THEN
        RAISE EXCEPTION 'a holiday of another year than %', p_year;
    END IF;
    DELETE FROM bank_holiday WHERE day BETWEEN v_first AND v_last AND day <> ALL (p_days);
    INSERT INTO bank_holiday (day, name)
    SELECT day, name FROM unnest(p_days, p_names) AS h(day, name)
    ON CONFLICT (day) DO UPDATE SET name = EXCLUDED.name;
    PERFORM record_act(NULL, NULL, NULL, 'day', 'load-holidays', p_year::text, jsonb_build_object('days', p_days));
END
$$;
GRANT EXECUTE ON FUNCTION load_bank_holidays TO pay200_operator;
