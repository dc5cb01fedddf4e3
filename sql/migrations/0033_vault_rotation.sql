-- Card numbers go over to a new data key while payments run: asked for by an operator, done by the link, which alone can
-- open and seal them. One row says how far it is; each batch moves it on in its own commit.

CREATE TABLE vault_rotation (
    only_row    boolean     NOT NULL,
    to_version  integer     NOT NULL,
    state       text        NOT NULL,
    stage       text        NOT NULL,
    after_owner text,
    after_id    uuid,
    stale       bigint      NOT NULL,
    resealed    bigint      NOT NULL,
    asked_at    timestamptz NOT NULL,
    stepped_at  timestamptz,
    CONSTRAINT vault_rotation_pk PRIMARY KEY (only_row),
    CONSTRAINT vault_rotation_one_row CHECK (only_row),
    CONSTRAINT vault_rotation_state CHECK (state IN ('asked', 'resealing', 'done')),
    CONSTRAINT vault_rotation_stage CHECK (stage IN ('card', 'attempt', 'payment_confirm'))
);
COMMENT ON COLUMN vault_rotation.state IS 'asked: no link has made the key yet; done: a whole pass has found nothing under an older key';
COMMENT ON COLUMN vault_rotation.stage IS 'the table that is gone through, behind (after_owner, after_id), its primary key';
COMMENT ON COLUMN vault_rotation.stale IS 'rows under an older key that this pass has met, those included that were locked and left for the next pass';
GRANT SELECT ON vault_rotation TO pay200_link, pay200_operator;
