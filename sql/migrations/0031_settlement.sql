-- Settlement: on which days banks move money, when a merchant is paid what it has sold, and what each settlement
-- and each payout was.

-- ---------------------------------------------------------------- reference tables

CREATE TABLE bank_holiday (
    day  date NOT NULL,
    name text NOT NULL,
    CONSTRAINT bank_holiday_pk PRIMARY KEY (day)
);
COMMENT ON TABLE bank_holiday IS
    'Days on which Korean banks are closed besides Saturdays and Sundays; a year without a row is not known (pgctl holiday load)';
GRANT SELECT ON bank_holiday TO pay200_operator;

-- As deploy/bank_holidays/ has them, where their sources are said.
INSERT INTO bank_holiday (day, name) VALUES
    ('2026-01-01', '신정'), ('2026-02-16', '설날 연휴'), ('2026-02-17', '설날'), ('2026-02-18', '설날 연휴'),
    ('2026-03-01', '삼일절'), ('2026-03-02', '대체공휴일(삼일절)'), ('2026-05-01', '노동절'), ('2026-05-05', '어린이날'),
    ('2026-05-24', '부처님오신날'), ('2026-05-25', '대체공휴일(부처님오신날)'), ('2026-06-03', '전국동시지방선거'), ('2026-06-06', '현충일'),
    ('2026-07-17', '제헌절'), ('2026-08-15', '광복절'), ('2026-08-17', '대체공휴일(광복절)'), ('2026-09-24', '추석 연휴'),
    ('2026-09-25', '추석'), ('2026-09-26', '추석 연휴'), ('2026-10-03', '개천절'), ('2026-10-05', '대체공휴일(개천절)'),
    ('2026-10-09', '한글날'), ('2026-12-25', '성탄절'), ('2027-01-01', '신정'), ('2027-02-06', '설날 연휴'), ('2027-02-07', '설날'),
    ('2027-02-08', '설날 연휴'), ('2027-02-09', '대체공휴일(설날)'), ('2027-03-01', '삼일절'), ('2027-05-01', '노동절'),
    ('2027-05-03', '대체공휴일(노동절)'), ('2027-05-05', '어린이날'), ('2027-05-13', '부처님오신날'), ('2027-06-06', '현충일'),
    ('2027-07-17', '제헌절'), ('2027-07-19', '대체공휴일(제헌절)'), ('2027-08-15', '광복절'), ('2027-08-16', '대체공휴일(광복절)'),
    ('2027-09-14', '추석 연휴'), ('2027-09-15', '추석'), ('2027-09-16', '추석 연휴'), ('2027-10-03', '개천절'),
    ('2027-10-04', '대체공휴일(개천절)'), ('2027-10-09', '한글날'), ('2027-10-11', '대체공휴일(한글날)'), ('2027-12-25', '성탄절'),
    ('2027-12-27', '대체공휴일(성탄절)');

ALTER TABLE merchant ADD COLUMN settlement_days integer NOT NULL DEFAULT 2;
ALTER TABLE merchant ADD CONSTRAINT merchant_settlement_days CHECK (settlement_days BETWEEN 1 AND 30);
COMMENT ON COLUMN merchant.settlement_days IS 'n of D+n: a business day is paid out on the n-th bank day behind it';

-- ---------------------------------------------------------------- where a merchant is paid

CREATE TABLE payout_account (
    merchant_id       bigint      NOT NULL,
    account_id        uuid        NOT NULL,
    bank_code         text        NOT NULL,
    number_nonce      bytea       NOT NULL,
    number_ciphertext bytea       NOT NULL,
    last_four         text        NOT NULL,
    holder            text        NOT NULL,
    added_at          timestamptz NOT NULL,
    added_by          text        NOT NULL,
    verified_at       timestamptz,
    verified_by       text,
    CONSTRAINT payout_account_pk PRIMARY KEY (merchant_id, account_id),
    CONSTRAINT payout_account_bank_code CHECK (bank_code ~ '^[0-9]{3}$'),
    CONSTRAINT payout_account_last_four CHECK (last_four ~ '^[0-9]{4}$'),
    CONSTRAINT payout_account_verified_by CHECK ((verified_at IS NULL) = (verified_by IS NULL))
);
COMMENT ON TABLE payout_account IS 'The latest of a merchant is the one that it is paid to, once an operator has verified it';
COMMENT ON COLUMN payout_account.number_ciphertext IS
    'AES-256-GCM under a key that is not in the database, AAD = account_id; operators alone have the key';
COMMENT ON COLUMN payout_account.added_by IS 'the operator who set it; verified_by: who has seen that it is the merchant''s';
GRANT SELECT ON payout_account TO pay200_operator;

-- ---------------------------------------------------------------- settlements (keyed by merchant_id)

CREATE TABLE settlement (
    merchant_id       bigint      NOT NULL,
    settlement_id     uuid        NOT NULL,
    business_day      date        NOT NULL,
    due_day           date        NOT NULL,
    currency          text        NOT NULL,
    gross_minor       bigint      NOT NULL,
    canceled_minor    bigint      NOT NULL,
    refunded_minor    bigint      NOT NULL,
    fee_minor         bigint      NOT NULL,
    vat_minor         bigint      NOT NULL,
    disputed_minor    bigint      NOT NULL,
    returned_minor    bigint      NOT NULL,
    carried_in_minor  bigint      NOT NULL,
    net_minor         bigint      NOT NULL,
    payout_minor      bigint      NOT NULL,
    carried_out_minor bigint      NOT NULL,
    lines             bigint      NOT NULL,
    created_at        timestamptz NOT NULL,
    CONSTRAINT settlement_pk PRIMARY KEY (merchant_id, settlement_id),
    CONSTRAINT settlement_once UNIQUE (merchant_id, business_day),
    CONSTRAINT settlement_net CHECK (net_minor = gross_minor - canceled_minor - refunded_minor - fee_minor - vat_minor
        - disputed_minor + returned_minor + carried_in_minor),
    CONSTRAINT settlement_payout CHECK (payout_minor = greatest(net_minor, 0) AND carried_out_minor = least(net_minor, 0)),
    CONSTRAINT settlement_carried_in CHECK (carried_in_minor <= 0),
    CONSTRAINT settlement_due CHECK (due_day > business_day)
);
-- A shop asks by the day of payment as well.
CREATE INDEX settlement_due_days ON settlement (merchant_id, due_day, business_day);
COMMENT ON COLUMN settlement.business_day IS 'what was sold on it; with what was sold earlier and was cleared too late for its own';
COMMENT ON COLUMN settlement.carried_in_minor IS 'carried_out_minor of the settlement before: what it left owing to us';

CREATE TABLE settlement_line (
    merchant_id    bigint      NOT NULL,
    line_id        uuid        NOT NULL,
    settlement_id  uuid        NOT NULL,
    type           text        NOT NULL,
    payment_id     uuid,
    transaction_id uuid,
    business_day   date        NOT NULL,
    occurred_at    timestamptz NOT NULL,
    amount_minor   bigint      NOT NULL,
    fee_minor      bigint      NOT NULL,
    vat_minor      bigint      NOT NULL,
    payable_minor  bigint      NOT NULL,
    CONSTRAINT settlement_line_pk PRIMARY KEY (merchant_id, line_id),
    CONSTRAINT settlement_line_type CHECK (type IN ('PAYMENT', 'CANCEL', 'REFUND', 'DISPUTE_LOST', 'DISPUTE_WON',
        'PAYOUT_RETURNED')),
    CONSTRAINT settlement_line_adds_up CHECK (payable_minor = amount_minor - fee_minor - vat_minor)
);
CREATE INDEX settlement_line_of_settlement ON settlement_line (merchant_id, settlement_id, line_id);
COMMENT ON COLUMN settlement_line.line_id IS
    'the transaction or ledger_posting that it is a line of (ledger_entry.transaction_id): the key settles each once, ever';

-- Which clearing files are in which settlement: a file's transactions of a merchant are settled together.
CREATE TABLE settlement_reconciliation (
    merchant_id       bigint NOT NULL,
    reconciliation_id uuid   NOT NULL,
    settlement_id     uuid   NOT NULL,
    CONSTRAINT settlement_reconciliation_pk PRIMARY KEY (merchant_id, reconciliation_id)
);
CREATE INDEX cleared_transaction_of_run ON cleared_transaction (merchant_id, reconciliation_id, transaction_id);
CREATE INDEX ledger_posting_to_settle ON ledger_posting (merchant_id, posting_id)
    WHERE kind IN ('dispute_lost', 'dispute_returned', 'payout_returned');

CREATE TABLE payout (
    merchant_id   bigint      NOT NULL,
    payout_id     uuid        NOT NULL,
    settlement_id uuid        NOT NULL,
    amount_minor  bigint      NOT NULL,
    currency      text        NOT NULL,
    due_day       date        NOT NULL,
    state         text        NOT NULL,
    account_id    uuid,
    made_at       timestamptz NOT NULL,
    sent_at       timestamptz,
    sent_by       text,
    ended_at      timestamptz,
    ended_by      text,
    ending_id     uuid,
    reference     text,
    CONSTRAINT payout_pk PRIMARY KEY (merchant_id, payout_id),
    CONSTRAINT payout_of_settlement UNIQUE (merchant_id, settlement_id),
    CONSTRAINT payout_amount CHECK (amount_minor > 0),
    CONSTRAINT payout_state CHECK (state IN ('MADE', 'SENT', 'CONFIRMED', 'RETURNED')),
    CONSTRAINT payout_sent CHECK ((state = 'MADE') = (sent_at IS NULL) AND num_nulls(account_id, sent_at, sent_by) IN (0, 3)),
    CONSTRAINT payout_ended CHECK ((state IN ('CONFIRMED', 'RETURNED')) = (ended_at IS NOT NULL)
        AND num_nulls(ended_at, ended_by, ending_id, reference) IN (0, 4))
);
CREATE INDEX payout_open ON payout (due_day) WHERE state IN ('MADE', 'SENT');
COMMENT ON COLUMN payout.account_id IS 'where it was sent: the merchant''s account at that time';
COMMENT ON COLUMN payout.ending_id IS 'the ledger_posting that confirms or returns it; payout_id is that which sends it';
COMMENT ON COLUMN payout.reference IS 'the bank''s word: its transfer number, or why it came back';

-- Not everything that a settlement is made of is a webhook's to tell of by a payment: the relay tells of these.
CREATE TABLE settlement_outbox (
    merchant_id   bigint NOT NULL,
    settlement_id uuid   NOT NULL,
    CONSTRAINT settlement_outbox_pk PRIMARY KEY (merchant_id, settlement_id)
);
COMMENT ON TABLE settlement_outbox IS 'Settlements that shops are still to hear of; a row goes when its webhooks are made';

CREATE TABLE settlement_turn (
    merchant_id bigint NOT NULL,
    CONSTRAINT settlement_turn_pk PRIMARY KEY (merchant_id)
);
COMMENT ON TABLE settlement_turn IS 'The lock by which a merchant''s settlements are made one after another';

-- One run at a time. Not the state of anything: whoever holds it works, and who has not said so for a minute is dead.
CREATE TABLE settlement_lease (
    mode       text        NOT NULL,
    holder_id  uuid        NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT settlement_lease_pk PRIMARY KEY (mode)
);

GRANT SELECT ON settlement, settlement_line, payout TO pay200_api, pay200_operator;
GRANT SELECT ON settlement, payout, settlement_outbox TO pay200_relay;
