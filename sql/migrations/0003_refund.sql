-- Refunds at the acquirer: what a cancel owes once it cannot be a void. Durable before it is sent,
-- sent once, and inquired after until there is evidence.

CREATE TABLE refund (
    merchant_id    bigint      NOT NULL,
    refund_id      uuid        NOT NULL,
    payment_id     uuid        NOT NULL,
    attempt_id     uuid        NOT NULL,
    cancel_id      uuid        NOT NULL,
    amount_minor   bigint      NOT NULL,
    state          text        NOT NULL,
    tries          integer     NOT NULL DEFAULT 0,
    next_at        timestamptz NOT NULL,
    terminal_id    text,
    stan           integer,
    rrn            text,
    transmitted_at timestamptz,
    deadline_at    timestamptz,
    response_code  text,
    approval_code  text,
    created_at     timestamptz NOT NULL,
    finished_at    timestamptz,
    CONSTRAINT refund_pk PRIMARY KEY (merchant_id, refund_id),
    CONSTRAINT refund_state CHECK (state IN ('pending', 'sending', 'unknown', 'done', 'refused', 'alarmed')),
    CONSTRAINT refund_amount CHECK (amount_minor > 0)
);
CREATE INDEX refund_due ON refund (next_at) WHERE state IN ('pending', 'sending', 'unknown');
CREATE INDEX refund_of_payment ON refund (merchant_id, payment_id, refund_id);
CREATE UNIQUE INDEX refund_one_open ON refund (merchant_id, cancel_id) WHERE state IN ('pending', 'sending', 'unknown', 'alarmed');

GRANT SELECT ON refund TO pay200_api, pay200_link, pay200_relay, pay200_operator;
