-- An acquirer's answer that nobody waits for leads to its attempt by field 42 (the merchant) and
-- field 37 (the RRN). It begins with the RRN so that no look-up by another column can take it for its
-- own while the table is young.

CREATE INDEX attempt_of_answer ON attempt (rrn, merchant_id);
