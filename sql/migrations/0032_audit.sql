-- What operators and the merchants' staff have done, each act a row that is chained by hash to the one before it.
-- sql/functions/record_act.sql writes them; nobody else may, and nothing ever changes them.

-- One chain for each merchant, so that an act and its row are in one shard and merchants do not wait for each other;
-- and one, of merchant 0, for what is no merchant's: accounts, log-ins, card keys.
CREATE TABLE audit_act (
    merchant_id bigint      NOT NULL,
    seq         bigint      NOT NULL,
    act_id      uuid        NOT NULL,
    at          timestamptz NOT NULL,
    actor_kind  text        NOT NULL,
    actor       text        NOT NULL,
    noun        text        NOT NULL,
    verb        text        NOT NULL,
    subject     text        NOT NULL,
    details     text        NOT NULL,
    hash        bytea       NOT NULL,
    CONSTRAINT audit_act_pk PRIMARY KEY (merchant_id, seq),
    CONSTRAINT audit_act_actor_kind CHECK (actor_kind IN ('operator', 'staff')),
    CONSTRAINT audit_act_seq CHECK (seq > 0)
);
CREATE INDEX audit_act_newest ON audit_act (act_id);
COMMENT ON TABLE audit_act IS 'Acts of operators and of staff. Rows are only ever added';
COMMENT ON COLUMN audit_act.merchant_id IS 'whose chain; 0: of no merchant';
COMMENT ON COLUMN audit_act.seq IS '1, 2, 3, ... in each chain, without a gap';
COMMENT ON COLUMN audit_act.at IS 'by the database''s clock, so that time and chain go the same way';
COMMENT ON COLUMN audit_act.actor IS 'an operator''s name, or a staff_id';
COMMENT ON COLUMN audit_act.subject IS 'the id of what was acted on, as the database has it';
COMMENT ON COLUMN audit_act.details IS 'JSON, kept as the text that was hashed; no secret, card number or password';
COMMENT ON COLUMN audit_act.hash IS 'SHA-256 over the hash of the row before (32 zero bytes before the first) and audit_content of this row';

-- Where each chain ends: the row that those who append wait for, and what a cut tail does not fit to.
CREATE TABLE audit_head (
    merchant_id bigint NOT NULL,
    seq         bigint NOT NULL,
    hash        bytea  NOT NULL,
    CONSTRAINT audit_head_pk PRIMARY KEY (merchant_id)
);
COMMENT ON TABLE audit_head IS 'The last row of each chain; every merchant has one, from its beginning';
INSERT INTO audit_head (merchant_id, seq, hash)
SELECT merchant_id, 0, decode(repeat('00', 32), 'hex') FROM merchant
UNION ALL SELECT 0, 0, decode(repeat('00', 32), 'hex');

GRANT SELECT ON audit_act, audit_head TO pay200_operator;
