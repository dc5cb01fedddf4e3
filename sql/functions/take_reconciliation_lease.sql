-- Only one run at a time: true if this transaction holds the lease now, until it ends. It is idle for as long as the
-- run works elsewhere, which no time-out may end before; that its host is still there is asked after a minute, so that
-- one that has vanished holds it up for two at most (over TCP; a socket of this host is closed with its process).
-- Tables: reconciliation_lease (locked).
CREATE OR REPLACE FUNCTION take_reconciliation_lease() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '0', true);
    PERFORM set_config('tcp_keepalives_idle', '60', true);
    PERFORM set_config('tcp_keepalives_interval', '10', true);
    PERFORM set_config('tcp_keepalives_count', '6', true);
    PERFORM 1 FROM reconciliation_lease WHERE name = 'reconcile' FOR UPDATE SKIP LOCKED;
    RETURN FOUND;
END
$$;
GRANT EXECUTE ON FUNCTION take_reconciliation_lease TO pay200_operator;
