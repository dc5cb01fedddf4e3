-- Only one run at a time: true if this transaction holds the lease now, until it ends. It is idle for as long as the
-- run works elsewhere, which no time-out may end before.
-- Tables: reconciliation_lease (locked).
CREATE OR REPLACE FUNCTION take_reconciliation_lease() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '0', true);
    PERFORM 1 FROM reconciliation_lease WHERE name = 'reconcile' FOR UPDATE SKIP LOCKED;
    RETURN FOUND;
END
$$;
GRANT EXECUTE ON FUNCTION take_reconciliation_lease TO pay200_operator;
