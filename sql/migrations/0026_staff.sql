-- The people who work for merchants: their accounts, sessions, second factor, and what each may do where.

-- ---------------------------------------------------------------- keyed by staff_id

CREATE TABLE staff_login (
    login_id text NOT NULL,
    staff_id uuid NOT NULL,
    CONSTRAINT staff_login_pk PRIMARY KEY (login_id)
);

CREATE TABLE staff (
    staff_id           uuid        NOT NULL,
    login_id           text        NOT NULL,
    name               text        NOT NULL,
    password_hash      text        NOT NULL,
    must_change        boolean     NOT NULL,
    password_until     timestamptz,
    login_failures     integer     NOT NULL DEFAULT 0,
    login_locked_until timestamptz,
    locked_at          timestamptz,
    totp_nonce         bytea,
    totp_ciphertext    bytea,
    totp_enrolled_at   timestamptz,
    totp_last_step     bigint      NOT NULL DEFAULT 0,
    created_at         timestamptz NOT NULL,
    CONSTRAINT staff_pk PRIMARY KEY (staff_id),
    CONSTRAINT staff_totp CHECK ((totp_nonce IS NULL) = (totp_ciphertext IS NULL)
        AND (totp_enrolled_at IS NULL OR totp_ciphertext IS NOT NULL)),
    CONSTRAINT staff_one_time_password CHECK (password_until IS NULL OR must_change)
);
COMMENT ON COLUMN staff.must_change IS 'the password was made by somebody else: nothing but changing it is allowed';
COMMENT ON COLUMN staff.password_until IS 'a one-time password is good until then';
COMMENT ON COLUMN staff.locked_at IS 'by an operator; until unlocked nobody logs in and no session counts';
COMMENT ON COLUMN staff.totp_ciphertext IS 'AES-256-GCM under a key that is not in the database, AAD = staff_id';
COMMENT ON COLUMN staff.totp_enrolled_at IS 'null: the secret, if there is one, has not been confirmed and opens nothing';
COMMENT ON COLUMN staff.totp_last_step IS 'RFC 6238''s counter of the last code that was accepted; it and earlier ones are not accepted again';

CREATE TABLE staff_recovery_code (
    staff_id  uuid  NOT NULL,
    code_hmac bytea NOT NULL,
    CONSTRAINT staff_recovery_code_pk PRIMARY KEY (staff_id, code_hmac)
);
COMMENT ON TABLE staff_recovery_code IS 'What may still be used in place of a code; deleted when it is';
COMMENT ON COLUMN staff_recovery_code.code_hmac IS 'HMAC under a key that is not in the database: a code is short enough to be guessed from its hash';

CREATE TABLE staff_session (
    staff_id     uuid        NOT NULL,
    token_hash   bytea       NOT NULL,
    stage        text        NOT NULL,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    CONSTRAINT staff_session_pk PRIMARY KEY (staff_id, token_hash),
    CONSTRAINT staff_session_stage CHECK (stage IN ('totp', 'enroll', 'full'))
);
CREATE INDEX staff_session_ages ON staff_session (expires_at);
COMMENT ON COLUMN staff_session.token_hash IS 'SHA-256 of the session token';
COMMENT ON COLUMN staff_session.stage IS 'totp, enroll: the password was right, and the second factor, or setting it up, is still to come';
COMMENT ON COLUMN staff_session.last_seen_at IS 'to half a minute';

-- ---------------------------------------------------------------- keyed by merchant_id

CREATE TABLE merchant_member (
    merchant_id bigint      NOT NULL,
    staff_id    uuid        NOT NULL,
    name        text        NOT NULL,
    role        text        NOT NULL,
    added_at    timestamptz NOT NULL,
    CONSTRAINT merchant_member_pk PRIMARY KEY (merchant_id, staff_id),
    CONSTRAINT merchant_member_role CHECK (role IN ('owner', 'manager', 'viewer'))
);
CREATE INDEX merchant_member_of_staff ON merchant_member (staff_id, merchant_id);
COMMENT ON TABLE merchant_member IS 'Reference table. Who may do what for a merchant';
COMMENT ON COLUMN merchant_member.name IS 'as this merchant calls the person: what another merchant knows is not shown here';

GRANT SELECT ON staff_login, staff, staff_session, merchant_member TO pay200_api;
-- Not the code.
GRANT SELECT (staff_id) ON staff_recovery_code TO pay200_api;
-- Not the password's hash, nor what the second factor is made of.
GRANT SELECT (staff_id, login_id, name, must_change, password_until, login_failures, login_locked_until, locked_at,
    totp_enrolled_at, created_at) ON staff TO pay200_operator;
GRANT SELECT ON staff_login, merchant_member TO pay200_operator;
