-- A clearing file of a million records in half of the time: what a file has of its own day is found by the ids of that
-- day and needs no second index; the file itself is copied into a temporary table.
-- Payments go on meanwhile; settlements and reconciliations wait, some seconds for each million transactions ever
-- cleared, as each is looked at. The day's gauges wait for a moment: their table comes last.

ALTER TABLE cleared_transaction ADD COLUMN late boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN cleared_transaction.late IS
    'not found by its run''s least_id and most_id: of another day, or found out one by one. The few; cleared_by has both';
-- What is settled is not looked for again.
UPDATE cleared_transaction c SET late = true
FROM reconciliation r WHERE r.reconciliation_id = c.reconciliation_id AND NOT r.settled;
ALTER TABLE cleared_transaction ALTER COLUMN late SET DEFAULT true;
DROP INDEX cleared_transaction_of_run;
CREATE INDEX cleared_transaction_late ON cleared_transaction (merchant_id, reconciliation_id, transaction_id) WHERE late;

DROP TABLE clearing_record;

ALTER TABLE reconciliation ADD COLUMN least_id uuid, ADD COLUMN most_id uuid;
ALTER TABLE reconciliation ADD CONSTRAINT reconciliation_ids CHECK ((least_id IS NULL) = (most_id IS NULL));
COMMENT ON COLUMN reconciliation.least_id IS
    'its day''s transactions have ids from here to before most_id; null: of an earlier version, where all it cleared is "late", or settled';
