-- The tables of the main job. The rules they keep to (so that the same schema can be sharded by
-- merchant) are in docs/architecture.md, "Tables": merchant_id first in every key, ids made by the
-- application, no sequences, no triggers, no deferrable constraints, every constraint named.
-- Times are passed in by the application; amounts are minor units of the row's currency.

-- ---------------------------------------------------------------- reference tables (rarely written)

CREATE TABLE merchant (
    merchant_id      bigint      NOT NULL,
    mode             text        NOT NULL,
    name             text        NOT NULL,
    business_number  text        NOT NULL,
    status           text        NOT NULL DEFAULT 'active',
    fee_basis_points integer     NOT NULL,
    fee_fixed_minor  bigint      NOT NULL,
    created_at       timestamptz NOT NULL,
    CONSTRAINT merchant_pk PRIMARY KEY (merchant_id),
    CONSTRAINT merchant_id_is_40_bits CHECK (merchant_id > 0 AND merchant_id < 1099511627776),
    CONSTRAINT merchant_mode CHECK (mode IN ('test', 'live')),
    CONSTRAINT merchant_status CHECK (status IN ('active', 'suspended')),
    CONSTRAINT merchant_business_number CHECK (business_number ~ '^[0-9]{10}$'),
    CONSTRAINT merchant_fee CHECK (fee_basis_points BETWEEN 0 AND 10000 AND fee_fixed_minor >= 0)
);
COMMENT ON COLUMN merchant.business_number IS '사업자등록번호, ten digits without hyphens';
COMMENT ON COLUMN merchant.fee_basis_points IS 'our fee in 1/10000 of the amount, before VAT';

CREATE TABLE api_key (
    key_id      uuid        NOT NULL,
    key_hash    bytea       NOT NULL,
    merchant_id bigint      NOT NULL,
    kind        text        NOT NULL,
    prefix      text        NOT NULL,
    last_four   text        NOT NULL,
    created_at  timestamptz NOT NULL,
    revoked_at  timestamptz,
    CONSTRAINT api_key_pk PRIMARY KEY (key_id),
    CONSTRAINT api_key_hash_unique UNIQUE (key_hash),
    CONSTRAINT api_key_kind CHECK (kind IN ('client', 'secret'))
);
CREATE INDEX api_key_of_merchant ON api_key (merchant_id, key_id);
COMMENT ON COLUMN api_key.key_hash IS 'SHA-256 of the whole key; the key itself is shown once and not kept';

CREATE TABLE data_key (
    key_version integer     NOT NULL,
    nonce       bytea       NOT NULL,
    wrapped_key bytea       NOT NULL,
    created_at  timestamptz NOT NULL,
    CONSTRAINT data_key_pk PRIMARY KEY (key_version)
);
COMMENT ON TABLE data_key IS 'Card data keys, wrapped (AES-256-GCM, AAD = key_version) by the key-encryption key, which is not in the database';

CREATE TABLE terminal (
    acquirer     text    NOT NULL,
    terminal_id  text    NOT NULL,
    next_stan    integer NOT NULL,
    business_day date    NOT NULL,
    taken        integer NOT NULL,
    CONSTRAINT terminal_pk PRIMARY KEY (acquirer, terminal_id),
    CONSTRAINT terminal_stan_is_six_digits CHECK (next_stan BETWEEN 1 AND 999999),
    CONSTRAINT terminal_taken CHECK (taken BETWEEN 0 AND 999999)
);
COMMENT ON COLUMN terminal.taken IS 'STANs given out on business_day';

-- ---------------------------------------------------------------- shoppers (keyed by shopper_id)

CREATE TABLE shopper_login (
    login_id   text NOT NULL,
    mode       text NOT NULL,
    shopper_id uuid NOT NULL,
    CONSTRAINT shopper_login_pk PRIMARY KEY (login_id, mode)
);

CREATE TABLE shopper (
    shopper_id         uuid        NOT NULL,
    mode               text        NOT NULL,
    login_id           text        NOT NULL,
    name               text        NOT NULL,
    password_hash      text        NOT NULL,
    login_failures     integer     NOT NULL DEFAULT 0,
    login_locked_until timestamptz,
    pin_hmac           bytea       NOT NULL,
    pin_failures       integer     NOT NULL DEFAULT 0,
    created_at         timestamptz NOT NULL,
    CONSTRAINT shopper_pk PRIMARY KEY (shopper_id),
    CONSTRAINT shopper_mode CHECK (mode IN ('test', 'live'))
);

CREATE TABLE shopper_session (
    shopper_id uuid        NOT NULL,
    token_hash bytea       NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT shopper_session_pk PRIMARY KEY (shopper_id, token_hash)
);
COMMENT ON COLUMN shopper_session.token_hash IS 'SHA-256 of the session token';

CREATE TABLE card (
    shopper_id     uuid        NOT NULL,
    card_id        uuid        NOT NULL,
    pan_nonce      bytea       NOT NULL,
    pan_ciphertext bytea       NOT NULL,
    key_version    integer     NOT NULL,
    pan_hmac       bytea       NOT NULL,
    bin            text        NOT NULL,
    last_four      text        NOT NULL,
    brand          text        NOT NULL,
    expiry         text        NOT NULL,
    created_at     timestamptz NOT NULL,
    CONSTRAINT card_pk PRIMARY KEY (shopper_id, card_id),
    CONSTRAINT card_once UNIQUE (shopper_id, pan_hmac),
    CONSTRAINT card_shown_digits CHECK (bin ~ '^[0-9]{6}$' AND last_four ~ '^[0-9]{4}$'),
    CONSTRAINT card_expiry CHECK (expiry ~ '^[0-9]{2}(0[1-9]|1[0-2])$')
);
COMMENT ON COLUMN card.pan_ciphertext IS 'AES-256-GCM, AAD = card_id as text, under data_key.key_version';
COMMENT ON COLUMN card.expiry IS 'YYMM, as ISO 8583 field 14';

-- ---------------------------------------------------------------- payments (keyed by merchant_id)

CREATE TABLE payment (
    merchant_id      bigint      NOT NULL,
    payment_id       uuid        NOT NULL,
    order_id         text        NOT NULL,
    order_name       text        NOT NULL,
    customer_name    text,
    currency         text        NOT NULL,
    total_minor      bigint      NOT NULL,
    supplied_minor   bigint      NOT NULL,
    vat_minor        bigint      NOT NULL,
    tax_free_minor   bigint      NOT NULL,
    balance_minor    bigint      NOT NULL,
    fee_basis_points integer     NOT NULL,
    fee_fixed_minor  bigint      NOT NULL,
    state            text        NOT NULL,
    shopper_id       uuid,
    hold_expires_at  timestamptz,
    expires_at       timestamptz NOT NULL,
    attempt_count    integer     NOT NULL DEFAULT 0,
    failure_code     text,
    requested_at     timestamptz NOT NULL,
    approved_at      timestamptz,
    CONSTRAINT payment_pk PRIMARY KEY (merchant_id, payment_id),
    CONSTRAINT payment_state CHECK (state IN ('ready', 'held', 'authorizing', 'authorizing_cancel',
        'approved', 'approved_voiding', 'voiding', 'canceled', 'unknown', 'aborted', 'expired')),
    CONSTRAINT payment_amount CHECK (total_minor > 0 AND total_minor <= 999999999999),
    CONSTRAINT payment_tax_parts CHECK (supplied_minor >= 0 AND vat_minor >= 0 AND tax_free_minor >= 0
        AND supplied_minor + vat_minor + tax_free_minor = total_minor),
    CONSTRAINT payment_balance CHECK (balance_minor BETWEEN 0 AND total_minor)
);
-- What the sweep looks for, and nothing else.
CREATE INDEX payment_holds ON payment (hold_expires_at) WHERE state = 'held';
CREATE INDEX payment_expiries ON payment (expires_at) WHERE state = 'ready';
COMMENT ON COLUMN payment.state IS 'internal; the public status is a function of it (core/payment/payment_state)';
COMMENT ON COLUMN payment.fee_basis_points IS 'the merchant''s fee contract when the payment was created';

CREATE TABLE payment_order (
    merchant_id bigint NOT NULL,
    order_id    text   NOT NULL,
    payment_id  uuid   NOT NULL,
    CONSTRAINT payment_order_pk PRIMARY KEY (merchant_id, order_id)
);
COMMENT ON TABLE payment_order IS 'One live or paid payment per order: its latest; a new one takes its place only if it can no longer be paid';

CREATE TABLE attempt (
    merchant_id        bigint      NOT NULL,
    attempt_id         uuid        NOT NULL,
    payment_id         uuid        NOT NULL,
    number             integer     NOT NULL,
    state              text        NOT NULL,
    shopper_id         uuid        NOT NULL,
    card_id            uuid        NOT NULL,
    pan_nonce          bytea       NOT NULL,
    pan_ciphertext     bytea       NOT NULL,
    key_version        integer     NOT NULL,
    card_bin           text        NOT NULL,
    card_last_four     text        NOT NULL,
    card_brand         text        NOT NULL,
    card_expiry        text        NOT NULL,
    acquirer           text        NOT NULL,
    terminal_id        text        NOT NULL,
    stan               integer     NOT NULL,
    rrn                text        NOT NULL,
    transmitted_at     timestamptz NOT NULL,
    amount_minor       bigint      NOT NULL,
    currency           text        NOT NULL,
    deadline_at        timestamptz NOT NULL,
    started_at         timestamptz NOT NULL,
    finished_at        timestamptz,
    response_code      text,
    approval_code      text,
    late_approval_code text,
    idempotency_scope  bytea,
    CONSTRAINT attempt_pk PRIMARY KEY (merchant_id, attempt_id),
    CONSTRAINT attempt_state CHECK (state IN ('sending', 'approved', 'declined', 'unknown', 'reversed', 'not_sent')),
    CONSTRAINT attempt_stan_is_six_digits CHECK (stan BETWEEN 1 AND 999999)
);
CREATE UNIQUE INDEX attempt_one_open ON attempt (merchant_id, payment_id) WHERE state IN ('sending', 'unknown');
CREATE INDEX attempt_of_payment ON attempt (merchant_id, payment_id, attempt_id);
CREATE INDEX attempt_deadlines ON attempt (deadline_at) WHERE state = 'sending';
COMMENT ON TABLE attempt IS 'One try to authorize one card: all that sending and reversing it needs, durable before the first byte is sent';
COMMENT ON COLUMN attempt.transmitted_at IS 'ISO 8583 field 7 (UTC); fields 12 and 13 are the same instant in Asia/Seoul';
COMMENT ON COLUMN attempt.late_approval_code IS 'an approval that arrived after the attempt had been given up';

CREATE TABLE cancel (
    merchant_id       bigint      NOT NULL,
    cancel_id         uuid        NOT NULL,
    payment_id        uuid        NOT NULL,
    amount_minor      bigint      NOT NULL,
    reason            text        NOT NULL,
    requested_by      text        NOT NULL,
    state             text        NOT NULL,
    moved             boolean     NOT NULL,
    requested_at      timestamptz NOT NULL,
    finished_at       timestamptz,
    transaction_id    uuid,
    idempotency_scope bytea,
    CONSTRAINT cancel_pk PRIMARY KEY (merchant_id, cancel_id),
    CONSTRAINT cancel_state CHECK (state IN ('in_progress', 'done', 'aborted')),
    CONSTRAINT cancel_requested_by CHECK (requested_by IN ('merchant', 'shopper')),
    CONSTRAINT cancel_amount CHECK (amount_minor > 0)
);
CREATE INDEX cancel_of_payment ON cancel (merchant_id, payment_id, cancel_id);
COMMENT ON COLUMN cancel.moved IS 'whether money that had moved goes back; false for a purchase cancelled before any did';

CREATE TABLE reversal (
    merchant_id    bigint      NOT NULL,
    reversal_id    uuid        NOT NULL,
    payment_id     uuid        NOT NULL,
    attempt_id     uuid        NOT NULL,
    cancel_id      uuid,
    reason         text        NOT NULL,
    state          text        NOT NULL,
    tries          integer     NOT NULL DEFAULT 0,
    next_at        timestamptz NOT NULL,
    terminal_id    text,
    stan           integer,
    rrn            text,
    transmitted_at timestamptz,
    response_code  text,
    created_at     timestamptz NOT NULL,
    finished_at    timestamptz,
    CONSTRAINT reversal_pk PRIMARY KEY (merchant_id, reversal_id),
    CONSTRAINT reversal_reason CHECK (reason IN ('void', 'unknown_outcome', 'late_approval')),
    CONSTRAINT reversal_state CHECK (state IN ('pending', 'acknowledged', 'refused', 'alarmed')),
    CONSTRAINT reversal_void_has_cancel CHECK ((reason = 'void') = (cancel_id IS NOT NULL))
);
CREATE INDEX reversal_due ON reversal (next_at) WHERE state = 'pending';
CREATE INDEX reversal_of_payment ON reversal (merchant_id, payment_id, reversal_id);
CREATE UNIQUE INDEX reversal_one_pending ON reversal (merchant_id, attempt_id) WHERE state = 'pending';
COMMENT ON TABLE reversal IS 'What we owe the acquirer until it acknowledges: 0400/0401 for reason void, 0420/0421 for the others';
COMMENT ON COLUMN reversal.next_at IS 'when the next try is due; each claim sets it ahead, so a claim whose holder died comes due again by itself';
COMMENT ON COLUMN reversal.state IS 'alarmed: the acquirer rejected the message for its format; a person must look';

CREATE TABLE transaction (
    merchant_id    bigint      NOT NULL,
    transaction_id uuid        NOT NULL,
    payment_id     uuid        NOT NULL,
    type           text        NOT NULL,
    amount_minor   bigint      NOT NULL,
    currency       text        NOT NULL,
    moved          boolean     NOT NULL,
    acquirer       text,
    rrn            text,
    approval_code  text,
    business_day   date        NOT NULL,
    occurred_at    timestamptz NOT NULL,
    CONSTRAINT transaction_pk PRIMARY KEY (merchant_id, transaction_id),
    CONSTRAINT transaction_type CHECK (type IN ('PAYMENT', 'CANCEL', 'REFUND')),
    CONSTRAINT transaction_amount CHECK (amount_minor > 0)
);
CREATE INDEX transaction_of_payment ON transaction (merchant_id, payment_id, transaction_id);
COMMENT ON COLUMN transaction.business_day IS 'the acquirer''s: ends at its cut-off in Asia/Seoul';
COMMENT ON COLUMN transaction.moved IS 'false: a purchase cancelled before any money moved; it has no ledger entries';

CREATE TABLE ledger_entry (
    merchant_id    bigint      NOT NULL,
    entry_id       uuid        NOT NULL,
    transaction_id uuid        NOT NULL,
    payment_id     uuid        NOT NULL,
    account        text        NOT NULL,
    amount_minor   bigint      NOT NULL,
    currency       text        NOT NULL,
    created_at     timestamptz NOT NULL,
    CONSTRAINT ledger_entry_pk PRIMARY KEY (merchant_id, entry_id),
    CONSTRAINT ledger_entry_account CHECK (account IN ('acquirer_receivable', 'merchant_payable',
        'fee_revenue', 'fee_vat_payable')),
    CONSTRAINT ledger_entry_once UNIQUE (merchant_id, transaction_id, account),
    CONSTRAINT ledger_entry_amount CHECK (amount_minor <> 0)
);
CREATE INDEX ledger_entry_of_payment ON ledger_entry (merchant_id, payment_id, entry_id);
COMMENT ON COLUMN ledger_entry.amount_minor IS 'debit positive, credit negative; the entries of a transaction sum to zero';

CREATE TABLE payment_event (
    merchant_id bigint      NOT NULL,
    event_id    uuid        NOT NULL,
    payment_id  uuid        NOT NULL,
    number      integer     NOT NULL,
    event       text        NOT NULL,
    state       text        NOT NULL,
    detail      jsonb       NOT NULL,
    occurred_at timestamptz NOT NULL,
    CONSTRAINT payment_event_pk PRIMARY KEY (merchant_id, event_id),
    CONSTRAINT payment_event_in_order UNIQUE (merchant_id, payment_id, number)
);
COMMENT ON TABLE payment_event IS 'The payment''s timeline, written by the transition it tells of; never updated';
COMMENT ON COLUMN payment_event.number IS 'order of the transitions; occurred_at is when each was asked for, before it waited for its turn';

CREATE TABLE idempotency (
    merchant_id   bigint      NOT NULL,
    scope         bytea       NOT NULL,
    request_hash  bytea       NOT NULL,
    holder_id     uuid        NOT NULL,
    payment_id    uuid        NOT NULL,
    state         text        NOT NULL,
    outcome       text,
    acquirer_code text,
    snapshot      jsonb,
    created_at    timestamptz NOT NULL,
    CONSTRAINT idempotency_pk PRIMARY KEY (merchant_id, scope),
    CONSTRAINT idempotency_state CHECK (state IN ('running', 'unknown', 'done')),
    CONSTRAINT idempotency_done CHECK ((state = 'done') = (outcome IS NOT NULL AND snapshot IS NOT NULL))
);
CREATE INDEX idempotency_ages ON idempotency (created_at);
COMMENT ON COLUMN idempotency.scope IS 'HMAC of principal, method, path and key';
COMMENT ON COLUMN idempotency.holder_id IS 'the payment, attempt or cancel that made the claim: calling again with the same id continues it';
COMMENT ON COLUMN idempotency.state IS 'unknown: the outcome is not final, so a replay is rendered from the payment as it is now';

-- ---------------------------------------------------------------- what a transition answers

CREATE TYPE transition_result AS (
    outcome       text,
    replayed      boolean,
    acquirer_code text,
    holder_id     uuid,
    snapshot      jsonb
);
COMMENT ON TYPE transition_result IS
    'outcome: lower case when the act was done, else the wire name of the ErrorCode that refuses it; '
    'snapshot: the payment after the transition (payment_snapshot), null if there is none';
