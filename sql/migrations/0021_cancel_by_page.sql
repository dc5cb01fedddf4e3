-- A purchase may also be cancelled from the shop's page, before it is approved (core/payment/page_token).

ALTER TABLE cancel DROP CONSTRAINT cancel_requested_by;
ALTER TABLE cancel ADD CONSTRAINT cancel_requested_by CHECK (requested_by IN ('merchant', 'shopper', 'page'));

-- A page may pay again for an order that pages have made, not for one whose amount a server has set.
ALTER TABLE payment_order ADD COLUMN by_server boolean NOT NULL DEFAULT true;
COMMENT ON COLUMN payment_order.by_server IS
    'made with a secret key: its payment is not replaced by one that a client key makes';
