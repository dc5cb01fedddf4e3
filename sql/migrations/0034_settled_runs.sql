-- A settlement looks only at clearing files that somebody's settlement still lacks, and notes when it last ended well.

ALTER TABLE reconciliation ADD COLUMN settled boolean NOT NULL DEFAULT false;
CREATE INDEX reconciliation_to_settle ON reconciliation (business_day) WHERE NOT settled;
COMMENT ON COLUMN reconciliation.settled IS
    'all merchants that it has cleared something of have it in a settlement, so that no run looks at it again';
-- Whom a file has something of: they have its funding.
CREATE INDEX ledger_posting_of_funding ON ledger_posting (source_id, merchant_id) WHERE kind = 'funding';
CREATE INDEX payout_returned ON payout (ended_at) WHERE state = 'RETURNED';

CREATE TABLE settlement_run (
    mode     text        NOT NULL,
    ended_at timestamptz NOT NULL,
    CONSTRAINT settlement_run_pk PRIMARY KEY (mode)
);
COMMENT ON TABLE settlement_run IS 'When a run last ended well: for those who watch that there is one';
