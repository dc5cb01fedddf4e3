-- Refunds: a part of a payment, or the whole after its cut-off, on its way back by a message of its
-- own (0200, processing code 200000). It is sent at most once, ever; one without an answer is inquired
-- after, never sent again.

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
    CONSTRAINT refund_amount CHECK (amount_minor > 0),
    CONSTRAINT refund_stan_is_six_digits CHECK (stan BETWEEN 1 AND 999999),
    CONSTRAINT refund_slot_is_whole
        CHECK (num_nulls(terminal_id, stan, rrn, transmitted_at, deadline_at) IN (0, 5)),
    CONSTRAINT refund_sent_has_slot CHECK (state NOT IN ('sending', 'unknown', 'done') OR stan IS NOT NULL)
);
CREATE INDEX refund_due ON refund (next_at) WHERE state IN ('pending', 'sending', 'unknown');
CREATE INDEX refund_of_payment ON refund (merchant_id, payment_id, refund_id);
CREATE UNIQUE INDEX refund_one_open ON refund (merchant_id, cancel_id)
    WHERE state IN ('pending', 'sending', 'unknown', 'alarmed');
COMMENT ON TABLE refund IS 'One refund message: all that sending it, and inquiring after it, needs beyond its attempt, durable before the first byte is sent';
COMMENT ON COLUMN refund.attempt_id IS 'the approved attempt whose money goes back: its acquirer, terminal, card and amount are the original''s';
COMMENT ON COLUMN refund.state IS 'pending: not sent yet; sending: its slot and deadline are durable, it is about to be or being sent; unknown: no answer, inquired after; alarmed: a person must look';
COMMENT ON COLUMN refund.tries IS 'claims: to send it, then to inquire after it';
COMMENT ON COLUMN refund.next_at IS 'when somebody must look again; each claim sets it ahead, so a claim whose holder died comes due again by itself';
COMMENT ON COLUMN refund.transmitted_at IS 'ISO 8583 field 7 (UTC); fields 12 and 13 are the same instant in Asia/Seoul';

GRANT SELECT ON refund TO pay200_api, pay200_link, pay200_relay, pay200_operator;
