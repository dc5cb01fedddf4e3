-- Only one run at a time: true if this transaction holds the lease now, until it ends.
-- Tables: reconciliation_lease (locked).
CREATE OR REPLACE FUNCTION take_reconciliation_lease() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    PERFORM 1 FROM reconciliation_lease WHERE name = 'reconcile' FOR UPDATE SKIP LOCKED;
    RETURN FOUND;
END
$$;
GRANT EXECUTE ON FUNCTION take_reconciliation_lease TO pay200_operator;
