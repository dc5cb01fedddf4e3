-- What operators do to a key and to a merchant: a key that gives way to its successor at a given
-- time, and why, when and by whom a merchant was suspended or resumed.

ALTER TABLE api_key
    ADD COLUMN expires_at   timestamptz,
    ADD COLUMN successor_id uuid;
COMMENT ON COLUMN api_key.expires_at IS 'from then on the key is refused; set when it is rotated';
COMMENT ON COLUMN api_key.successor_id IS 'the key that takes its place';
GRANT SELECT (expires_at, successor_id) ON api_key TO pay200_operator;

ALTER TABLE merchant
    ADD COLUMN status_reason     text,
    ADD COLUMN status_operator   text,
    ADD COLUMN status_changed_at timestamptz;
COMMENT ON COLUMN merchant.status_reason IS 'why it was last suspended or resumed, in the operator''s words';
