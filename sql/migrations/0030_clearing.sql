-- The day: close, then reconcile with the acquirer's clearing file (docs/clearing-file.md). What the file
-- confirms is funded, and only that is settled.

-- ---------------------------------------------------------------- the ledger beyond payments

CREATE TABLE ledger_posting (
    merchant_id  bigint      NOT NULL,
    posting_id   uuid        NOT NULL,
    kind         text        NOT NULL,
    source_id    uuid        NOT NULL,
    payment_id   uuid,
    business_day date        NOT NULL,
    created_at   timestamptz NOT NULL,
    CONSTRAINT ledger_posting_pk PRIMARY KEY (merchant_id, posting_id),
    CONSTRAINT ledger_posting_kind CHECK (kind IN ('funding', 'late_charge', 'late_charge_returned',
        'dispute_opened', 'dispute_lost', 'dispute_won', 'dispute_returned',
        'payout_sent', 'payout_confirmed', 'payout_returned'))
);
COMMENT ON TABLE ledger_posting IS 'A movement of money that no transaction of a payment explains. Its entries'' transaction_id is its posting_id';
COMMENT ON COLUMN ledger_posting.source_id IS 'what it explains: the reconciliation (funding), the attempt (late_charge), the refund (late_charge_returned), the dispute, the payout';
COMMENT ON COLUMN ledger_posting.business_day IS 'the day that it counts to';

ALTER TABLE ledger_entry ALTER COLUMN payment_id DROP NOT NULL;
ALTER TABLE ledger_entry DROP CONSTRAINT ledger_entry_account;
ALTER TABLE ledger_entry ADD CONSTRAINT ledger_entry_account CHECK (account IN ('acquirer_receivable',
    'merchant_payable', 'fee_revenue', 'fee_vat_payable', 'settlement_trust', 'acquirer_fee', 'dispute_hold',
    'shopper_payable', 'payout_in_transit'));
COMMENT ON COLUMN ledger_entry.transaction_id IS 'the transaction, or the ledger_posting, that it belongs to';
COMMENT ON COLUMN ledger_entry.account IS 'shopper_payable: charged by the acquirer though the payment came to nothing, and to be given back';

-- ---------------------------------------------------------------- the day

CREATE TABLE business_day_close (
    acquirer      text        NOT NULL,
    business_day  date        NOT NULL,
    cut_off_at    timestamptz NOT NULL,
    payment_count bigint      NOT NULL,
    payment_minor bigint      NOT NULL,
    void_count    bigint      NOT NULL,
    void_minor    bigint      NOT NULL,
    refund_count  bigint      NOT NULL,
    refund_minor  bigint      NOT NULL,
    closed_by     text        NOT NULL,
    closed_at     timestamptz NOT NULL,
    CONSTRAINT business_day_close_pk PRIMARY KEY (acquirer, business_day)
);
COMMENT ON TABLE business_day_close IS 'A day that is over: what we have of it, as it stood when it was closed';
COMMENT ON COLUMN business_day_close.closed_by IS 'the operator';

CREATE TABLE reconciliation_lease (
    name text NOT NULL,
    CONSTRAINT reconciliation_lease_pk PRIMARY KEY (name)
);
INSERT INTO reconciliation_lease (name) VALUES ('reconcile');
COMMENT ON TABLE reconciliation_lease IS 'Its row is locked by a run for as long as it lives: two at once must not both fund a day';

CREATE TABLE reconciliation (
    reconciliation_id  uuid        NOT NULL,
    acquirer           text        NOT NULL,
    business_day       date        NOT NULL,
    file_id            text        NOT NULL,
    file_sha256        text        NOT NULL,
    record_count       bigint      NOT NULL,
    state              text        NOT NULL,
    matched_count      bigint      NOT NULL,
    funded_minor       bigint      NOT NULL,
    acquirer_fee_minor bigint      NOT NULL,
    operator           text        NOT NULL,
    started_at         timestamptz NOT NULL,
    finished_at        timestamptz,
    CONSTRAINT reconciliation_pk PRIMARY KEY (reconciliation_id),
    CONSTRAINT reconciliation_once_a_day UNIQUE (acquirer, business_day),
    CONSTRAINT reconciliation_file_once UNIQUE (acquirer, file_id),
    CONSTRAINT reconciliation_state CHECK (state IN ('matched', 'done')),
    CONSTRAINT reconciliation_done CHECK ((state = 'done') = (finished_at IS NOT NULL))
);
COMMENT ON TABLE reconciliation IS 'A run over one acquirer''s one day. It appears whole, with all that it has matched and funded, or not at all';
COMMENT ON COLUMN reconciliation.state IS 'matched: funded, what it has to decide one by one is not finished yet; run again to go on';
COMMENT ON COLUMN reconciliation.funded_minor IS 'what the acquirer pays for the day, before its fee';

-- The file, while it is being matched. Unlogged: it is on disk already, as a file.
CREATE UNLOGGED TABLE clearing_record (
    line           integer NOT NULL,
    type           text    NOT NULL,
    merchant_id    bigint  NOT NULL,
    terminal_id    text    NOT NULL,
    stan           integer NOT NULL,
    transmitted    text    NOT NULL,
    rrn            text    NOT NULL,
    approval_code  text    NOT NULL,
    amount_minor   bigint  NOT NULL,
    fee_minor      bigint  NOT NULL,
    reference      text    NOT NULL,
    CONSTRAINT clearing_record_pk PRIMARY KEY (line)
);
COMMENT ON COLUMN clearing_record.type IS 'S sale, R refund, D dispute, V its reversal';
COMMENT ON COLUMN clearing_record.fee_minor IS 'the acquirer''s; negative where it gives a fee back';

CREATE TABLE cleared_transaction (
    merchant_id        bigint NOT NULL,
    transaction_id     uuid   NOT NULL,
    payment_id         uuid   NOT NULL,
    reconciliation_id  uuid   NOT NULL,
    acquirer           text   NOT NULL,
    business_day       date   NOT NULL,
    amount_minor       bigint NOT NULL,
    acquirer_fee_minor bigint NOT NULL,
    line               integer NOT NULL,
    CONSTRAINT cleared_transaction_pk PRIMARY KEY (merchant_id, transaction_id)
);
COMMENT ON TABLE cleared_transaction IS 'Transactions that the clearing file has confirmed and whose funding is in the ledger: what may be settled';
COMMENT ON COLUMN cleared_transaction.business_day IS 'the clearing file''s: the day that funds it. A late one''s is later than its transaction''s';
COMMENT ON COLUMN cleared_transaction.line IS 'of the clearing file';
COMMENT ON COLUMN cleared_transaction.amount_minor IS 'what the acquirer pays for it: negative for a refund';

CREATE TABLE late_charge (
    merchant_id        bigint      NOT NULL,
    attempt_id         uuid        NOT NULL,
    payment_id         uuid        NOT NULL,
    reconciliation_id  uuid        NOT NULL,
    amount_minor       bigint      NOT NULL,
    acquirer_fee_minor bigint      NOT NULL,
    refund_id          uuid        NOT NULL,
    refund_cleared_by  uuid,
    refund_fee_minor   bigint,
    found_at           timestamptz NOT NULL,
    CONSTRAINT late_charge_pk PRIMARY KEY (merchant_id, attempt_id),
    CONSTRAINT late_charge_refund_once UNIQUE (merchant_id, refund_id)
);
COMMENT ON TABLE late_charge IS 'Charged at the acquirer, as its clearing file says, though the payment came to nothing: refunded by itself';
COMMENT ON COLUMN late_charge.refund_cleared_by IS 'the reconciliation whose file had the refund';

CREATE TABLE reconciliation_item (
    merchant_id       bigint      NOT NULL,
    item_id           uuid        NOT NULL,
    reconciliation_id uuid        NOT NULL,
    acquirer          text        NOT NULL,
    business_day      date        NOT NULL,
    kind              text        NOT NULL,
    state             text        NOT NULL,
    line              integer,
    payment_id        uuid,
    transaction_id    uuid,
    attempt_id        uuid,
    refund_id         uuid,
    rrn               text        NOT NULL,
    approval_code     text,
    ours_minor        bigint,
    theirs_minor      bigint,
    fee_minor         bigint,
    reference         text,
    detail            text        NOT NULL,
    closed_by         uuid,
    CONSTRAINT reconciliation_item_pk PRIMARY KEY (merchant_id, item_id),
    CONSTRAINT reconciliation_item_kind CHECK (kind IN ('missing_here', 'missing_there', 'amount_differs',
        'status_differs', 'duplicate', 'charged', 'refund_found', 'refund_not_found', 'disputed', 'dispute_reversed')),
    CONSTRAINT reconciliation_item_state CHECK (state IN ('undecided', 'decided', 'waiting', 'open', 'closed'))
);
CREATE INDEX reconciliation_item_of_run ON reconciliation_item (reconciliation_id, item_id);
CREATE INDEX reconciliation_item_not_closed ON reconciliation_item (acquirer, business_day) WHERE state IN ('open', 'waiting');
COMMENT ON TABLE reconciliation_item IS 'What a run has found beside what matches';
COMMENT ON COLUMN reconciliation_item.state IS
    'undecided: its own transition is still to be made; decided: made; waiting: a void under way explains it; open: a difference; closed: a later run has found it';
COMMENT ON COLUMN reconciliation_item.business_day IS 'the run''s: how old an open one is';

-- ---------------------------------------------------------------- disputes

CREATE TABLE dispute (
    merchant_id        bigint      NOT NULL,
    dispute_id         uuid        NOT NULL,
    payment_id         uuid        NOT NULL,
    transaction_id     uuid        NOT NULL,
    acquirer           text        NOT NULL,
    reference          text        NOT NULL,
    amount_minor       bigint      NOT NULL,
    currency           text        NOT NULL,
    state              text        NOT NULL,
    opened_by          uuid        NOT NULL,
    opened_on          date        NOT NULL,
    respond_by         date        NOT NULL,
    evidence           text,
    operator           text,
    acquirer_fee_minor bigint      NOT NULL,
    decided_on         date,
    reversed_by        uuid,
    reversed_on        date,
    reversal_fee_minor bigint,
    opened_at          timestamptz NOT NULL,
    changed_at         timestamptz NOT NULL,
    CONSTRAINT dispute_pk PRIMARY KEY (merchant_id, dispute_id),
    CONSTRAINT dispute_reference_once UNIQUE (merchant_id, acquirer, reference),
    CONSTRAINT dispute_state CHECK (state IN ('OPEN', 'ACCEPTED', 'CONTESTED', 'WON', 'LOST')),
    CONSTRAINT dispute_amount CHECK (amount_minor > 0),
    CONSTRAINT dispute_decided CHECK ((state IN ('ACCEPTED', 'WON', 'LOST')) = (decided_on IS NOT NULL)),
    CONSTRAINT dispute_reversed CHECK (num_nulls(reversed_by, reversed_on, reversal_fee_minor) IN (0, 3)
        AND (reversed_on IS NOT NULL) = (state = 'WON'))
);
CREATE INDEX dispute_undecided ON dispute (respond_by) WHERE state IN ('OPEN', 'CONTESTED');
CREATE INDEX dispute_of_payment ON dispute (merchant_id, payment_id);
COMMENT ON TABLE dispute IS '매입반송, 강제취소: the card''s issuer has taken a sale back';
COMMENT ON COLUMN dispute.reference IS 'the acquirer''s own';
COMMENT ON COLUMN dispute.opened_by IS 'the reconciliation whose file had it';
COMMENT ON COLUMN dispute.respond_by IS 'OPEN: until when it may be contested; CONTESTED: until when the acquirer decides. After it, LOST';
COMMENT ON COLUMN dispute.decided_on IS 'ACCEPTED, LOST: the merchant pays on this day; WON by the acquirer''s reversal';

-- ---------------------------------------------------------------- refunds that no cancel asked for

ALTER TABLE refund ALTER COLUMN cancel_id DROP NOT NULL;
COMMENT ON COLUMN refund.cancel_id IS 'null: of a late charge; nobody asked for it, it is owed';

GRANT SELECT ON ledger_posting, business_day_close, reconciliation_lease, reconciliation, cleared_transaction,
    late_charge, reconciliation_item, dispute TO pay200_operator;
GRANT SELECT, INSERT ON clearing_record TO pay200_operator;
GRANT SELECT ON dispute TO pay200_relay, pay200_api;
