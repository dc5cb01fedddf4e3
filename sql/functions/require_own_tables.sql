-- Raises unless each of these is a temporary table that a definer's function has made in this session. A caller may
-- have put something of its own under the name, and what that holds, or runs, would be the owner's.
-- Tables: none of ours.
CREATE OR REPLACE FUNCTION require_own_tables(p_names text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
DECLARE
    v_name text;
BEGIN
    FOREACH v_name IN ARRAY p_names LOOP
        PERFORM 1 FROM pg_class
        WHERE relnamespace = pg_my_temp_schema() AND relname = v_name AND relkind = 'r'
            AND relowner = current_user::regrole AND to_regclass(v_name) = oid;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'no step before this one has made %', v_name;
        END IF;
    END LOOP;
END
$$;
