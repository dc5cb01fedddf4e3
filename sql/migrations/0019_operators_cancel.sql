-- Who at the keyboard gave a merchant's money back, where an operator did; and sessions that have
-- expired are found by their age, to be deleted.

ALTER TABLE cancel ADD COLUMN operator text;
ALTER TABLE cancel ADD CONSTRAINT cancel_operator CHECK (operator IS NULL OR requested_by = 'merchant');
COMMENT ON COLUMN cancel.operator IS 'the operator who gave it back for the merchant; null: the merchant or the shopper did';

CREATE INDEX shopper_session_ages ON shopper_session (expires_at);
