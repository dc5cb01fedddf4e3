-- What the back office looks for, in indexes: a page, a filter or a sum reads one merchant's part of one index,
-- however many merchants there are.

ALTER TABLE transaction ADD COLUMN search text NOT NULL DEFAULT '';
COMMENT ON COLUMN transaction.search IS
    'the order''s name and id and the customer''s name in small letters, a line each: what the payment is found by. Never changed, as those are not';
-- Once, while nobody else writes: half a minute for a million rows. Without the key, which is made anew below.
ALTER TABLE transaction DROP CONSTRAINT transaction_pk;
UPDATE transaction t SET search = lower(p.order_name || E'\n' || p.order_id || coalesce(E'\n' || p.customer_name, ''))
FROM payment p WHERE p.merchant_id = t.merchant_id AND p.payment_id = t.payment_id;

-- A search for a part of a name, and a sum, read the key's own index and no table. (A trigram index would hold all
-- merchants' rows under each trigram, and has none for a word of two letters, as most in Korean are.)
ALTER TABLE transaction ADD CONSTRAINT transaction_pk PRIMARY KEY (merchant_id, transaction_id)
    INCLUDE (occurred_at, type, moved, amount_minor, search);
-- Few among payments.
CREATE INDEX transaction_given_back ON transaction (merchant_id, type, transaction_id)
    INCLUDE (occurred_at, search) WHERE type <> 'PAYMENT';

-- What is read from an index alone must be known to be visible to all. Rows are only ever added, so that by
-- PostgreSQL's own measure the newest fifth of a large table never was.
ALTER TABLE transaction SET (autovacuum_vacuum_insert_threshold = 10000, autovacuum_vacuum_insert_scale_factor = 0.005);

-- A payment's page shows what was sent of it.
CREATE INDEX webhook_delivery_of_event ON webhook_delivery (merchant_id, event_id);
GRANT SELECT (merchant_id, payment_id, event_id) ON payment_event TO pay200_api;
GRANT SELECT ON ledger_entry TO pay200_api;

-- When a key was last used, to a minute; beside the keys, which are read with every request and rarely written.
CREATE TABLE api_key_use (
    merchant_id  bigint      NOT NULL,
    key_id       uuid        NOT NULL,
    last_used_at timestamptz NOT NULL,
    CONSTRAINT api_key_use_pk PRIMARY KEY (merchant_id, key_id)
);
GRANT SELECT ON api_key_use TO pay200_api, pay200_operator;
