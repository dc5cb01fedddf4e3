-- The stream role tells pages what becomes of their payments: it may call events_of_payments, look up
-- which pages a merchant allows, and nothing else.

GRANT USAGE ON SCHEMA pay200 TO pay200_stream;
GRANT SELECT ON merchant_origin TO pay200_stream;
