-- A day whose charges all lack an answer waits for its clearing file too; and a difference is closed once, however
-- often its statement is called.

ALTER TABLE business_day_close ADD COLUMN unanswered_count bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN business_day_close.unanswered_count IS
    'charges and refunds of the day without an answer when it was closed: only its clearing file decides them';

ALTER TABLE reconciliation_item ADD COLUMN closing_id uuid;
COMMENT ON COLUMN reconciliation_item.closing_id IS 'of the act by which a person has closed it';
