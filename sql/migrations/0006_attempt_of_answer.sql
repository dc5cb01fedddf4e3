-- An acquirer's answer that nobody waits for leads to its attempt by field 42 (the merchant) and
-- field 37 (the RRN).

CREATE INDEX attempt_of_answer ON attempt (merchant_id, rrn);
