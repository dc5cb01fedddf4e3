-- A payment whose acquirer did not answer may go to another inside the request that is still open, once
-- the first has acknowledged the reversal. Until then it is publicly IN_PROGRESS, not UNKNOWN.

ALTER TABLE payment DROP CONSTRAINT payment_state;
ALTER TABLE payment ADD CONSTRAINT payment_state CHECK (state IN ('ready', 'held', 'confirmed', 'authorizing',
    'authorizing_cancel', 'reversing', 'reversing_cancel', 'approved', 'approved_voiding', 'voiding',
    'partially_canceled', 'canceled', 'unknown', 'aborted', 'expired'));

ALTER TABLE attempt DROP CONSTRAINT attempt_state;
ALTER TABLE attempt ADD CONSTRAINT attempt_state CHECK (state IN ('sending', 'approved', 'declined', 'reversing',
    'unknown', 'reversed', 'not_sent'));
COMMENT ON COLUMN attempt.state IS
    'reversing: no answer came, and the request that waits for it has its reversal sent';
COMMENT ON COLUMN attempt.deadline_at IS
    'until when its answer is waited for; while reversing, the reversal''s. After it the sweep calls it unknown';
DROP INDEX attempt_one_open;
CREATE UNIQUE INDEX attempt_one_open ON attempt (merchant_id, payment_id) WHERE state IN ('sending', 'reversing', 'unknown');
DROP INDEX attempt_deadlines;
CREATE INDEX attempt_deadlines ON attempt (deadline_at) WHERE state IN ('sending', 'reversing');

ALTER TABLE reversal DROP CONSTRAINT reversal_reason;
ALTER TABLE reversal ADD CONSTRAINT reversal_reason
    CHECK (reason IN ('void', 'unknown_outcome', 'late_approval', 'never_seen'));
COMMENT ON COLUMN reversal.reason IS
    'never_seen: the acquirer said that it never saw the original, and another has the payment; asked once more, later';
