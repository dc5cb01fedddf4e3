-- Those that a person must look at are counted every few seconds (what_is_owed): few, among all there
-- have ever been. Refunds have refund_one_open for it.

CREATE INDEX reversal_alarmed ON reversal (merchant_id, reversal_id) WHERE state = 'alarmed';
