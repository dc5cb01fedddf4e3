-- An audited end to an UNKNOWN that no message will end: one operator proposes with evidence, another
-- approves. Rows are only ever added.

CREATE TABLE resolution (
    merchant_id   bigint      NOT NULL,
    resolution_id uuid        NOT NULL,
    payment_id    uuid        NOT NULL,
    step          text        NOT NULL,
    proposal_id   uuid,
    evidence      text        NOT NULL,
    operator      text        NOT NULL,
    created_at    timestamptz NOT NULL,
    CONSTRAINT resolution_pk PRIMARY KEY (merchant_id, resolution_id),
    CONSTRAINT resolution_step CHECK (step IN ('proposed', 'approved')),
    CONSTRAINT resolution_approves_a_proposal CHECK ((step = 'approved') = (proposal_id IS NOT NULL))
);
CREATE INDEX resolution_of_payment ON resolution (merchant_id, payment_id, resolution_id);
CREATE UNIQUE INDEX resolution_approved_once ON resolution (merchant_id, payment_id) WHERE step = 'approved';
COMMENT ON TABLE resolution IS 'The acquirer''s word, obtained by people, that nothing was charged or that it was reversed';
COMMENT ON COLUMN resolution.evidence IS 'a reference that an auditor can follow: a letter, a case number';
GRANT SELECT ON resolution TO pay200_operator;

ALTER TABLE reversal DROP CONSTRAINT reversal_state;
ALTER TABLE reversal ADD CONSTRAINT reversal_state
    CHECK (state IN ('pending', 'acknowledged', 'refused', 'alarmed', 'resolved'));
COMMENT ON COLUMN reversal.state IS
    'alarmed: the acquirer rejected the message for its format; a person must look. resolved: ended by a resolution';
