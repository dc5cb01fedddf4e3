-- Payments whose amount a browser chose wait for their shop's server; instalments; which pages may use
-- a merchant's client keys; and what a receipt (매출전표) says of the merchant.

ALTER TABLE merchant ADD COLUMN auto_confirm boolean NOT NULL DEFAULT false;
ALTER TABLE merchant ADD COLUMN representative text;
ALTER TABLE merchant ADD COLUMN address text;
ALTER TABLE merchant ADD COLUMN phone text;
COMMENT ON COLUMN merchant.auto_confirm IS
    'for shops without a server: what a client key creates is charged as soon as the shopper confirms';
COMMENT ON COLUMN merchant.representative IS '대표자, as on the receipt';

CREATE TABLE merchant_origin (
    merchant_id bigint      NOT NULL,
    origin      text        NOT NULL,
    created_at  timestamptz NOT NULL,
    CONSTRAINT merchant_origin_pk PRIMARY KEY (merchant_id, origin)
);
COMMENT ON TABLE merchant_origin IS 'Reference table. Pages that may use the merchant''s client keys';
COMMENT ON COLUMN merchant_origin.origin IS
    'as a browser sends it: scheme, host and port if it is not the scheme''s own, in lower case; compared exactly';

ALTER TABLE payment ADD COLUMN shop_confirms boolean NOT NULL DEFAULT false;
ALTER TABLE payment ADD COLUMN confirm_id uuid;
ALTER TABLE payment ADD COLUMN installment_least integer NOT NULL DEFAULT 0;
ALTER TABLE payment ADD COLUMN installment_most integer NOT NULL DEFAULT 0;
ALTER TABLE payment ADD CONSTRAINT payment_installments CHECK (installment_least BETWEEN 0 AND installment_most
    AND installment_most BETWEEN 0 AND 12);
ALTER TABLE payment DROP CONSTRAINT payment_state;
ALTER TABLE payment ADD CONSTRAINT payment_state CHECK (state IN ('ready', 'held', 'confirmed', 'authorizing',
    'authorizing_cancel', 'approved', 'approved_voiding', 'voiding', 'partially_canceled', 'canceled', 'unknown',
    'aborted', 'expired'));
ALTER TABLE payment ADD CONSTRAINT payment_confirmed CHECK (state <> 'confirmed'
    OR (shop_confirms AND confirm_id IS NOT NULL AND hold_expires_at IS NOT NULL));
COMMENT ON COLUMN payment.shop_confirms IS
    'a browser chose the amount: after the shopper''s confirm it waits for that of the shop''s server';
COMMENT ON COLUMN payment.confirm_id IS 'the shopper''s last confirm (payment_confirm), if shop_confirms';
COMMENT ON COLUMN payment.installment_most IS 'months that the shopper may choose, from installment_least; 0 is at once, 1 is never offered';
COMMENT ON COLUMN payment.hold_expires_at IS 'held: until when the shopper may confirm; confirmed: until when the shop may';
DROP INDEX payment_holds;
CREATE INDEX payment_holds ON payment (hold_expires_at) WHERE state IN ('held', 'confirmed');

CREATE TABLE payment_confirm (
    merchant_id        bigint      NOT NULL,
    confirm_id         uuid        NOT NULL,
    payment_id         uuid        NOT NULL,
    shopper_id         uuid        NOT NULL,
    card_id            uuid        NOT NULL,
    pan_nonce          bytea       NOT NULL,
    pan_ciphertext     bytea       NOT NULL,
    key_version        integer     NOT NULL,
    card_bin           text        NOT NULL,
    card_last_four     text        NOT NULL,
    card_brand         text        NOT NULL,
    card_expiry        text        NOT NULL,
    installment_months integer     NOT NULL,
    expires_at         timestamptz NOT NULL,
    confirmed_at       timestamptz NOT NULL,
    CONSTRAINT payment_confirm_pk PRIMARY KEY (merchant_id, confirm_id)
);
CREATE INDEX payment_confirm_of_payment ON payment_confirm (merchant_id, payment_id, confirm_id);
COMMENT ON TABLE payment_confirm IS
    'A shopper''s confirm, PIN verified, that waits for the shop''s: the card as it was chosen, so that charging it looks nothing up by shopper';

ALTER TABLE attempt ADD COLUMN installment_months integer NOT NULL DEFAULT 0;
ALTER TABLE attempt ADD COLUMN confirm_id uuid;
ALTER TABLE attempt ADD CONSTRAINT attempt_installments CHECK (installment_months = 0 OR installment_months BETWEEN 2 AND 12);
COMMENT ON COLUMN attempt.installment_months IS 'ISO 8583 field 67; 0: paid at once';
COMMENT ON COLUMN attempt.confirm_id IS 'the shopper''s confirm that the shop''s confirm claimed; null: the shopper''s own request began it';

GRANT SELECT ON merchant_origin TO pay200_api, pay200_operator;
GRANT SELECT (installment_months, confirm_id) ON attempt TO pay200_operator;
