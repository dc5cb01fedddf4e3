-- What a shopper can do beyond logging in and paying, and what stops those who try cards and passwords.

-- ---------------------------------------------------------------- accounts and cards

ALTER TABLE shopper ADD COLUMN locked_at timestamptz;
COMMENT ON COLUMN shopper.locked_at IS 'by an operator; until unlocked nobody logs in and no session counts';

ALTER TABLE card ADD COLUMN blocked_at timestamptz;
ALTER TABLE card ADD COLUMN blocked_code text;
ALTER TABLE card ADD COLUMN default_since timestamptz;
COMMENT ON COLUMN card.blocked_at IS 'the issuer declined it with "never with this card": it is not sent again';
COMMENT ON COLUMN card.blocked_code IS 'the response code (ISO 8583 field 39) that blocked it';
COMMENT ON COLUMN card.default_since IS 'the shopper''s default card is the one with the latest';

-- Its rows are rewritten with every confirm: room for the new version on the same page.
ALTER TABLE shopper SET (fillfactor = 70);

-- Not password_hash for the operators: they set one, they need not read one.
GRANT SELECT (login_id, created_at, locked_at) ON shopper TO pay200_api;
GRANT SELECT (shopper_id, mode, login_id, name, login_failures, login_locked_until, pin_failures, locked_at, created_at)
    ON shopper TO pay200_operator;

-- ---------------------------------------------------------------- tries that are counted (keyed by subject)

CREATE TABLE try_count (
    subject        bytea       NOT NULL,
    kind           text        NOT NULL,
    tries          integer     NOT NULL,
    window_ends_at timestamptz NOT NULL,
    strikes        integer     NOT NULL,
    paused_until   timestamptz,
    CONSTRAINT try_count_pk PRIMARY KEY (subject, kind),
    CONSTRAINT try_count_counts CHECK (tries >= 0 AND strikes >= 0)
);
CREATE INDEX try_count_ages ON try_count (window_ends_at);
COMMENT ON TABLE try_count IS 'How often an address, a shopper or a card number has tried something in the present window';
COMMENT ON COLUMN try_count.subject IS 'HMAC under a key that is not in the database: neither an address nor a card number can be read from it';
COMMENT ON COLUMN try_count.strikes IS 'windows in a row that were used up: each doubles the pause';

-- Confirms are counted in the shopper's own row, which the PIN's check locks anyway.
ALTER TABLE shopper ADD COLUMN confirms integer NOT NULL DEFAULT 0;
ALTER TABLE shopper ADD COLUMN confirms_since timestamptz;
COMMENT ON COLUMN shopper.confirms IS 'in the window that began at confirms_since';

-- It takes the limit of cards as well, and answers which of the two it met.
DROP FUNCTION IF EXISTS add_card;
