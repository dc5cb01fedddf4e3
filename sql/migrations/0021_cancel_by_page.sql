-- A purchase may also be cancelled from the shop's page, before it is approved (core/payment/page_token).

ALTER TABLE cancel DROP CONSTRAINT cancel_requested_by;
ALTER TABLE cancel ADD CONSTRAINT cancel_requested_by CHECK (requested_by IN ('merchant', 'shopper', 'page'));
