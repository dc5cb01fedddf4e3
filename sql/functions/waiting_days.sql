-- The closed days that wait for their clearing file: it has not come, was refused, or leaves something undecided. A file
-- may come a day late before somebody is told, so only days that were closed 20 hours ago or more (the night after the
-- one that closed them); and only days with something to reconcile.
-- Tables: business_day_close, reconciliation (read).
CREATE OR REPLACE FUNCTION waiting_days(p_now timestamptz) RETURNS TABLE (acquirer text, business_day date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
    SELECT c.acquirer, c.business_day FROM business_day_close c
    LEFT JOIN reconciliation r ON r.acquirer = c.acquirer AND r.business_day = c.business_day
    WHERE r.state IS DISTINCT FROM 'done' AND c.closed_at < p_now - interval '20 hours'
        AND c.payment_count + c.refund_count + c.unanswered_count > 0
$$;
GRANT EXECUTE ON FUNCTION waiting_days TO pay200_operator;
