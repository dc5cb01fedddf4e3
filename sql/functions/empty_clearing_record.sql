-- What an earlier file has left is gone; the caller, who holds the lease, copies its own. Tables: clearing_record.
CREATE OR REPLACE FUNCTION empty_clearing_record() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    TRUNCATE clearing_record;
END
$$;
GRANT EXECUTE ON FUNCTION empty_clearing_record TO pay200_operator;
