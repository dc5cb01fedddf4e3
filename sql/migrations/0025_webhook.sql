-- Where shops hear of what has happened (webhooks, signed by Standard Webhooks), what is still to be sent to
-- them, and the log of what was.

CREATE TABLE webhook_endpoint (
    merchant_id         bigint      NOT NULL,
    endpoint_id         uuid        NOT NULL,
    url                 text        NOT NULL,
    description         text,
    event_types         text[]      NOT NULL,
    state               text        NOT NULL,
    disabled_reason     text,
    secret_nonce        bytea       NOT NULL,
    secret_ciphertext   bytea       NOT NULL,
    previous_nonce      bytea,
    previous_ciphertext bytea,
    oldest_nonce        bytea,
    oldest_ciphertext   bytea,
    previous_until      timestamptz,
    listens_until       timestamptz,
    created_at          timestamptz NOT NULL,
    CONSTRAINT webhook_endpoint_pk PRIMARY KEY (merchant_id, endpoint_id),
    CONSTRAINT webhook_endpoint_state CHECK (state IN ('enabled', 'disabled')),
    CONSTRAINT webhook_endpoint_reason CHECK ((state = 'disabled') = (disabled_reason IS NOT NULL))
);
COMMENT ON COLUMN webhook_endpoint.event_types IS 'those that it hears of; empty: all';
COMMENT ON COLUMN webhook_endpoint.disabled_reason IS 'gone (it answered 410) or merchant';
COMMENT ON COLUMN webhook_endpoint.secret_ciphertext IS 'AES-256-GCM under a key that is not in the database, AAD = endpoint_id';
COMMENT ON COLUMN webhook_endpoint.previous_until IS 'the secret before a rotation signs as well until then, and so does the oldest';
COMMENT ON COLUMN webhook_endpoint.oldest_ciphertext IS 'of several rotations within one overlap: the secret before the first';
COMMENT ON COLUMN webhook_endpoint.listens_until IS 'of pgctl webhook listen, which takes its deliveries itself and moves this on while it runs; null: a shop''s own';

-- The log, dropped by the month. Without a partition of its own month a row goes to the default one, so that
-- nothing is ever refused for want of one.
CREATE TABLE webhook_delivery (
    merchant_id     bigint      NOT NULL,
    delivery_id     uuid        NOT NULL,
    endpoint_id     uuid        NOT NULL,
    event_id        uuid        NOT NULL,
    event_type      text        NOT NULL,
    body            text        NOT NULL,
    state           text        NOT NULL,
    tries           integer     NOT NULL,
    last_attempt_at timestamptz,
    last_outcome    text,
    last_status     integer,
    created_at      timestamptz NOT NULL,
    CONSTRAINT webhook_delivery_pk PRIMARY KEY (merchant_id, delivery_id),
    CONSTRAINT webhook_delivery_state CHECK (state IN ('pending', 'delivered', 'failed'))
) PARTITION BY RANGE (delivery_id);
CREATE TABLE webhook_delivery_default PARTITION OF webhook_delivery DEFAULT;
CREATE INDEX webhook_delivery_of_endpoint ON webhook_delivery (merchant_id, endpoint_id, delivery_id);
CREATE INDEX webhook_delivery_undelivered ON webhook_delivery (merchant_id, delivery_id) WHERE state <> 'delivered';
COMMENT ON COLUMN webhook_delivery.delivery_id IS 'the webhook-id that the receiver sees: made from event, type and endpoint, so that an event handed over twice is one webhook; its time is the event''s';
COMMENT ON COLUMN webhook_delivery.body IS 'as it is sent, byte for byte, each time';
COMMENT ON COLUMN webhook_delivery.tries IS 'attempts made, all rounds together';

CREATE TABLE webhook_attempt (
    merchant_id bigint      NOT NULL,
    attempt_id  uuid        NOT NULL,
    delivery_id uuid        NOT NULL,
    outcome     text        NOT NULL,
    http_status integer,
    answer      text        NOT NULL,
    started_at  timestamptz NOT NULL,
    duration_ms integer     NOT NULL,
    CONSTRAINT webhook_attempt_pk PRIMARY KEY (merchant_id, attempt_id)
) PARTITION BY RANGE (attempt_id);
CREATE TABLE webhook_attempt_default PARTITION OF webhook_attempt DEFAULT;
CREATE INDEX webhook_attempt_of_delivery ON webhook_attempt (merchant_id, delivery_id, attempt_id);
COMMENT ON COLUMN webhook_attempt.answer IS 'the beginning of the receiver''s answer; empty if there was none';

-- A queue, not a log: a row lives until its webhook is delivered or given up.
CREATE TABLE webhook_queue (
    merchant_id bigint      NOT NULL,
    delivery_id uuid        NOT NULL,
    endpoint_id uuid        NOT NULL,
    next_at     timestamptz NOT NULL,
    tries       integer     NOT NULL,
    in_flight   boolean     NOT NULL,
    CONSTRAINT webhook_queue_pk PRIMARY KEY (merchant_id, delivery_id)
);
CREATE INDEX webhook_queue_in_order ON webhook_queue (merchant_id, endpoint_id, next_at);
COMMENT ON COLUMN webhook_queue.next_at IS 'nobody takes it before; while it is in flight, until when its relay is taken to be alive, by which that knows its own';
COMMENT ON COLUMN webhook_queue.tries IS 'attempts recorded in this round; a resend begins a new one';

-- The first partitions, so that the default one stays empty; the relay makes those that follow.
DO $$
DECLARE
    v_begin timestamp;
    v_log text;
BEGIN
    FOR i IN 0..2 LOOP
        v_begin := date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => i);
        FOREACH v_log IN ARRAY ARRAY['webhook_delivery', 'webhook_attempt'] LOOP
            EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
                v_log || to_char(v_begin, '_YYYY_MM'), v_log,
                (lpad(to_hex((extract(epoch FROM v_begin) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid,
                (lpad(to_hex((extract(epoch FROM v_begin + interval '1 month') * 1000)::bigint), 12, '0')
                    || repeat('0', 20))::uuid);
        END LOOP;
    END LOOP;
END
$$;

-- Their requests' idempotency keys are of no payment.
ALTER TABLE idempotency ALTER COLUMN payment_id DROP NOT NULL;
COMMENT ON COLUMN idempotency.holder_id IS 'the payment, attempt, cancel or other request that made the claim: calling again with the same id continues it';

-- Not the secrets: a worker seals a new one, and only the relay opens it.
GRANT SELECT (merchant_id, endpoint_id, url, description, event_types, state, disabled_reason, previous_until,
    listens_until, created_at) ON webhook_endpoint TO pay200_api, pay200_operator;
GRANT SELECT ON webhook_delivery, webhook_attempt, webhook_queue TO pay200_api, pay200_operator;
GRANT SELECT ON webhook_queue TO pay200_relay;
GRANT SELECT (merchant_id, endpoint_id, event_types, state, listens_until) ON webhook_endpoint TO pay200_relay;
