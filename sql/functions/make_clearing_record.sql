-- Where the caller, who holds the lease, copies its clearing file, in this transaction only: without an index, as it is
-- read from end to end; and not in the log, as it is on disk already, as a file. What match_clearing_file does not
-- compare is there for the few records that it leaves.
-- Tables: none of ours.
CREATE OR REPLACE FUNCTION make_clearing_record() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    CREATE TEMP TABLE clearing_record (
        line          integer NOT NULL,
        type          text    NOT NULL,  -- S sale, R refund, D dispute, V its reversal
        merchant_id   bigint  NOT NULL,
        terminal_id   text    NOT NULL,
        stan          integer NOT NULL,
        rrn           text    NOT NULL,
        approval_code text    NOT NULL,
        amount_minor  bigint  NOT NULL,
        fee_minor     bigint  NOT NULL,  -- the acquirer's; negative where it gives a fee back
        moved_minor   bigint  NOT NULL,  -- of a sale, and below zero of a refund; 0: of no transaction
        reference     text    NOT NULL
    ) ON COMMIT DROP;
    GRANT INSERT ON clearing_record TO pay200_operator;
END
$$;
GRANT EXECUTE ON FUNCTION make_clearing_record TO pay200_operator;
