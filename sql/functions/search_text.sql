-- What a payment's transactions are found by (transaction.search): no word that is looked for can span two of
-- its lines.
CREATE OR REPLACE FUNCTION search_text(p payment) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT lower(p.order_name || E'\n' || p.order_id || coalesce(E'\n' || p.customer_name, ''))
$$;
