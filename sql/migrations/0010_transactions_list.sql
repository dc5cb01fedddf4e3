-- A shop lists its transactions through the workers, as pgctl does: what that statement reads, and no more.
GRANT SELECT ON transaction TO pay200_api;
GRANT SELECT (merchant_id, payment_id, order_id, order_name, customer_name, total_minor) ON payment TO pay200_api;
