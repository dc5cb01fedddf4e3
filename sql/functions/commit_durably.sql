-- For verify_pin: this transaction waits for the disk as the server is told to, whatever another call of the same set has
-- said before, or says after it.
CREATE OR REPLACE FUNCTION commit_durably() RETURNS void
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
BEGIN
    PERFORM set_config('pay200.commit_durably', 'on', true);
    IF coalesce(current_setting('pay200.own_commit', true), '') <> '' THEN
        PERFORM set_config('synchronous_commit', current_setting('pay200.own_commit'), true);
    END IF;
END
$$;
