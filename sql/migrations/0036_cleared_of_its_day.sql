-- A clearing file of a million records in a third of the time: what a file has of its own day is found by the ids of that
-- day and needs no second index; the file itself is copied into a temporary table.

ALTER TABLE reconciliation ADD COLUMN least_id uuid, ADD COLUMN most_id uuid;
ALTER TABLE reconciliation ADD CONSTRAINT reconciliation_ids CHECK ((least_id IS NULL) = (most_id IS NULL));
COMMENT ON COLUMN reconciliation.least_id IS
    'its day''s transactions have ids from here to before most_id; null: of an earlier version, where all it cleared is "late"';

ALTER TABLE cleared_transaction ADD COLUMN late boolean NOT NULL DEFAULT true;
COMMENT ON COLUMN cleared_transaction.late IS
    'not found by its run''s least_id and most_id: of another day, or found out one by one. The few; cleared_by has both';
DROP INDEX cleared_transaction_of_run;
CREATE INDEX cleared_transaction_late ON cleared_transaction (merchant_id, reconciliation_id, transaction_id) WHERE late;

DROP TABLE clearing_record;
