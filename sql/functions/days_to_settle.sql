-- The business days until p_last that a merchant has something to settle of, oldest first. What is of a day that is
-- settled already, or of an earlier one, goes with the first day that is not.
-- Tables: settlement, reconciliation, and settlement_items' (read).
CREATE OR REPLACE FUNCTION days_to_settle(p_merchant_id bigint, p_last date) RETURNS SETOF date
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
    SELECT DISTINCT greatest(found.business_day, settled.day + 1) AS day
    FROM (SELECT max(business_day) AS day FROM settlement WHERE merchant_id = p_merchant_id) settled,
        (SELECT business_day FROM reconciliation
         WHERE reconciliation_id = ANY (unsettled_reconciliations(p_merchant_id, p_last))
         UNION
         SELECT business_day FROM settlement_items(p_merchant_id, p_last, '{}')) found
    WHERE greatest(found.business_day, settled.day + 1) <= p_last
    ORDER BY day
$$;
GRANT EXECUTE ON FUNCTION days_to_settle TO pay200_operator;
