-- What readers outside the transition must hear of, and the first of them: the shopper's history.

-- A queue, not a log (payment_event is the log): a row lives until its readers have it, so the table stays
-- small and needs no partitions.
CREATE TABLE outbox (
    merchant_id   bigint      NOT NULL,
    event_id      uuid        NOT NULL,
    payment_id    uuid        NOT NULL,
    number        integer     NOT NULL,
    event         text        NOT NULL,
    state         text        NOT NULL,
    claimed_until timestamptz,
    CONSTRAINT outbox_pk PRIMARY KEY (merchant_id, event_id)
);
COMMENT ON TABLE outbox IS 'Events of payments that the relay has yet to hand to their readers; written with the transition, deleted when handed over';
COMMENT ON COLUMN outbox.number IS 'payment_event.number: the order of one payment''s events';
COMMENT ON COLUMN outbox.claimed_until IS 'a relay is at work on it; if that one dies, another takes it after this';

-- ---------------------------------------------------------------- keyed by shopper_id

CREATE TABLE shopper_history (
    shopper_id     uuid        NOT NULL,
    payment_id     uuid        NOT NULL,
    merchant_id    bigint      NOT NULL,
    number         integer     NOT NULL,
    merchant_name  text        NOT NULL,
    order_name     text        NOT NULL,
    currency       text        NOT NULL,
    total_minor    bigint      NOT NULL,
    balance_minor  bigint      NOT NULL,
    supplied_minor bigint      NOT NULL,
    vat_minor      bigint      NOT NULL,
    tax_free_minor bigint      NOT NULL,
    state          text        NOT NULL,
    card_bin       text        NOT NULL,
    card_last_four text        NOT NULL,
    card_brand     text        NOT NULL,
    approval_code  text,
    requested_at   timestamptz NOT NULL,
    approved_at    timestamptz,
    canceled_at    timestamptz,
    CONSTRAINT shopper_history_pk PRIMARY KEY (shopper_id, payment_id)
);
COMMENT ON TABLE shopper_history IS 'What a shopper has paid: a projection of payments that the relay writes from the outbox';
COMMENT ON COLUMN shopper_history.number IS 'payment_event.number that it shows the payment after; an older one never overwrites a newer';
COMMENT ON COLUMN shopper_history.canceled_at IS 'when money last went back';

GRANT SELECT ON outbox TO pay200_relay, pay200_operator;
GRANT SELECT ON shopper_history TO pay200_api, pay200_operator;

-- What was paid before there was an outbox.
INSERT INTO outbox (merchant_id, event_id, payment_id, number, event, state)
SELECT DISTINCT ON (merchant_id, payment_id) merchant_id, event_id, payment_id, number, event, state
FROM payment_event e
WHERE EXISTS (SELECT 1 FROM payment p WHERE p.merchant_id = e.merchant_id AND p.payment_id = e.payment_id
              AND p.shopper_id IS NOT NULL AND p.state NOT IN ('ready', 'held', 'authorizing', 'authorizing_cancel', 'expired'))
ORDER BY merchant_id, payment_id, number DESC;
