-- An attempt's payment leads to it in the order of its number. This index begins with payment_id, and is
-- asked for in its own order, so that neither it nor the primary key can be taken for the other: plans
-- made while the table was empty, and all indexes looked alike, read every attempt of a merchant (3,000
-- rows a confirm after ten seconds of load) until the first ANALYZE.
CREATE UNIQUE INDEX attempt_in_order ON attempt (payment_id, merchant_id, number);
DROP INDEX attempt_of_payment;

-- terms_to_confirm and card_to_charge have taken its place.
DROP FUNCTION IF EXISTS refusal_to_confirm;
