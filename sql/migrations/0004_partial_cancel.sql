-- A payment may be cancelled in parts, also after its business day: what a cancel takes of the tax
-- parts, whether it goes back as a void or as a refund, and what the merchant's contract says of it.

ALTER TABLE merchant ADD COLUMN fee_refundable boolean NOT NULL DEFAULT true;
ALTER TABLE merchant ADD COLUMN refund_limit_minor bigint;
ALTER TABLE merchant ADD CONSTRAINT merchant_refund_limit CHECK (refund_limit_minor >= 0);
COMMENT ON COLUMN merchant.fee_refundable IS 'whether our fee and its VAT come back, in proportion, with a refund';
COMMENT ON COLUMN merchant.refund_limit_minor IS
    'how far refunds may take the merchant below what it has coming (merchant_payable); null: no limit';

ALTER TABLE payment ADD COLUMN fee_refundable boolean NOT NULL DEFAULT true;
COMMENT ON COLUMN payment.fee_refundable IS 'the merchant''s fee contract when the payment was created';
ALTER TABLE payment DROP CONSTRAINT payment_state;
ALTER TABLE payment ADD CONSTRAINT payment_state CHECK (state IN ('ready', 'held', 'authorizing',
    'authorizing_cancel', 'approved', 'approved_voiding', 'voiding', 'partially_canceled', 'canceled', 'unknown',
    'aborted', 'expired'));

ALTER TABLE cancel ADD COLUMN type text NOT NULL DEFAULT 'CANCEL';
ALTER TABLE cancel ADD CONSTRAINT cancel_type CHECK (type IN ('CANCEL', 'REFUND'));
ALTER TABLE cancel ADD COLUMN response_code text;
ALTER TABLE cancel ADD COLUMN supplied_minor bigint;
ALTER TABLE cancel ADD COLUMN vat_minor bigint;
ALTER TABLE cancel ADD COLUMN tax_free_minor bigint;
-- Until now every cancel was of the whole.
UPDATE cancel c SET supplied_minor = p.supplied_minor, vat_minor = p.vat_minor, tax_free_minor = p.tax_free_minor
FROM payment p WHERE p.merchant_id = c.merchant_id AND p.payment_id = c.payment_id;
ALTER TABLE cancel ALTER COLUMN supplied_minor SET NOT NULL;
ALTER TABLE cancel ALTER COLUMN vat_minor SET NOT NULL;
ALTER TABLE cancel ALTER COLUMN tax_free_minor SET NOT NULL;
ALTER TABLE cancel ADD CONSTRAINT cancel_tax_parts CHECK (supplied_minor >= 0 AND vat_minor >= 0
    AND tax_free_minor >= 0 AND supplied_minor + vat_minor + tax_free_minor = amount_minor);
COMMENT ON COLUMN cancel.type IS 'CANCEL: a void, or no money had moved; REFUND: the acquirer pays it back. A void that comes too late becomes a REFUND';
COMMENT ON COLUMN cancel.response_code IS 'the acquirer''s, where it refused';
-- What a merchant's refunds under way may still take of what it has coming.
CREATE INDEX cancel_open ON cancel (merchant_id) WHERE state = 'in_progress';

CREATE TABLE refund_turn (
    merchant_id bigint NOT NULL,
    CONSTRAINT refund_turn_pk PRIMARY KEY (merchant_id)
);
COMMENT ON TABLE refund_turn IS
    'Its row is locked while a refund of a merchant with a limit is decided: two payments'' refunds must not both take what is left';
