-- The other transitions of an ordinary payment as elements of arrays: begin_attempts', create_payments', scan_payments'.
-- begin_attempt, create_payment and scan_payment stay until a later version, as workers call them that were started
-- before this migration.

CREATE TYPE begin_call AS (
    merchant_id        bigint,
    payment_id         uuid,
    shopper_id         uuid,
    attempt_id         uuid,
    confirm_id         uuid,
    card_id            uuid,
    pan_nonce          bytea,
    pan_ciphertext     bytea,
    key_version        integer,
    card_bin           text,
    card_last_four     text,
    card_brand         text,
    card_expiry        text,
    installment_months integer,
    acquirer           text,
    terminal_id        text,
    stan               integer,
    rrn                text,
    transmitted_at     timestamptz,
    deadline_at        timestamptz,
    max_attempts       integer,
    scope              bytea,
    request_hash       bytea,
    now                timestamptz
);

CREATE TYPE create_call AS (
    merchant_id       bigint,
    payment_id        uuid,
    order_id          text,
    order_name        text,
    customer_name     text,
    currency          text,
    total             bigint,
    supplied          bigint,
    vat               bigint,
    tax_free          bigint,
    installment_least integer,
    installment_most  integer,
    by_client         boolean,
    expires_at        timestamptz,
    scope             bytea,
    request_hash      bytea,
    now               timestamptz
);

CREATE TYPE scan_call AS (
    merchant_id     bigint,
    payment_id      uuid,
    shopper_id      uuid,
    mode            text,
    hold_expires_at timestamptz,
    now             timestamptz
);
