-- Passkeys (WebAuthn): what a shopper's device may prove instead of the payment PIN.

CREATE TABLE passkey (
    shopper_id      uuid        NOT NULL,
    passkey_id      uuid        NOT NULL,
    credential_id   bytea       NOT NULL,
    algorithm       integer     NOT NULL,
    public_key      bytea       NOT NULL,
    sign_count      bigint      NOT NULL,
    backup_eligible boolean     NOT NULL,
    transports      text[]      NOT NULL,
    name            text,
    created_at      timestamptz NOT NULL,
    last_used_at    timestamptz,
    CONSTRAINT passkey_pk PRIMARY KEY (shopper_id, passkey_id),
    CONSTRAINT passkey_once UNIQUE (shopper_id, credential_id),
    CONSTRAINT passkey_algorithm CHECK (algorithm IN (-7, -8, -257)),
    CONSTRAINT passkey_sign_count CHECK (sign_count BETWEEN 0 AND 4294967295)
);
COMMENT ON COLUMN passkey.passkey_id IS 'the id of the challenge that it was registered with: each registers one at most';
COMMENT ON COLUMN passkey.credential_id IS 'what its authenticator calls it';
COMMENT ON COLUMN passkey.algorithm IS 'COSE: -7 ES256, -8 EdDSA, -257 RS256';
COMMENT ON COLUMN passkey.public_key IS 'as libfido2 takes it: of ES256 x and y (64 bytes), of EdDSA 32 bytes, of RS256 modulus and exponent (259 bytes)';
COMMENT ON COLUMN passkey.sign_count IS 'the last that it showed; many passkeys show 0 for ever';
COMMENT ON COLUMN passkey.backup_eligible IS 'its owner''s devices may share it; settled when it is made';
COMMENT ON COLUMN passkey.transports IS 'how a browser reaches it (internal, hybrid, usb, ...); a hint';

-- A challenge is not stored when it is given out (core/shopper/passkey_challenge.hpp); what is kept here is
-- that it has been used, until it would have expired.
CREATE TABLE spent_challenge (
    shopper_id   uuid        NOT NULL,
    challenge_id uuid        NOT NULL,
    spent_by     uuid        NOT NULL,
    expires_at   timestamptz NOT NULL,
    CONSTRAINT spent_challenge_pk PRIMARY KEY (shopper_id, challenge_id)
);
CREATE INDEX spent_challenge_ages ON spent_challenge (expires_at);
COMMENT ON COLUMN spent_challenge.spent_by IS 'the one request that used it, which may be made again: after a broken connection, or by its Idempotency-Key';

GRANT SELECT ON passkey TO pay200_api;
