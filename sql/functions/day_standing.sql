-- How the days stand, for those who watch: a figure a row, of an acquirer, a mode or a state; times in Unix seconds.
-- Tables: business_day_close, waiting_days', reconciliation, reconciliation_item, settlement_run, dispute, payout (read).
CREATE OR REPLACE FUNCTION day_standing(p_now timestamptz) RETURNS TABLE (figure text, of text, value bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
    SELECT 'closed_at', c.acquirer, extract(epoch FROM max(c.closed_at))::bigint
    FROM business_day_close c GROUP BY c.acquirer
    UNION ALL
    SELECT 'reconciled_at', r.acquirer, extract(epoch FROM max(r.finished_at))::bigint
    FROM reconciliation r WHERE r.state = 'done' GROUP BY r.acquirer
    UNION ALL
    SELECT 'settled_at', mode, extract(epoch FROM ended_at)::bigint FROM settlement_run
    UNION ALL
    SELECT 'waiting', c.acquirer, count(w.business_day) FROM business_day_close c
    LEFT JOIN waiting_days(p_now) w ON w.acquirer = c.acquirer AND w.business_day = c.business_day
    GROUP BY c.acquirer
    UNION ALL
    SELECT 'differences', c.acquirer, (SELECT count(*) FROM reconciliation_item i
                                       WHERE i.acquirer = c.acquirer AND i.state IN ('open', 'waiting') AND i.state = 'open')
    FROM (SELECT DISTINCT acquirer FROM business_day_close) c
    UNION ALL
    -- From here on of live merchants (table merchant, read): nobody pays a test merchant.
    SELECT 'disputes', '', count(*) FROM dispute JOIN merchant m USING (merchant_id)
    WHERE state IN ('OPEN', 'CONTESTED') AND m.mode = 'live'
    UNION ALL
    SELECT 'payouts', 'made', count(*) FROM payout JOIN merchant m USING (merchant_id)
    WHERE state IN ('MADE', 'SENT') AND state = 'MADE' AND m.mode = 'live'
    UNION ALL
    SELECT 'payouts', 'overdue', count(*) FROM payout JOIN merchant m USING (merchant_id)
    WHERE state IN ('MADE', 'SENT') AND state = 'MADE' AND due_day < (p_now AT TIME ZONE 'Asia/Seoul')::date
        AND m.mode = 'live'
    UNION ALL
    SELECT 'payouts', 'sent', count(*) FROM payout JOIN merchant m USING (merchant_id)
    WHERE state IN ('MADE', 'SENT') AND state = 'SENT' AND m.mode = 'live'
    UNION ALL
    SELECT 'payouts', 'returned', count(*) FROM payout JOIN merchant m USING (merchant_id)
    WHERE state = 'RETURNED' AND ended_at > p_now - interval '1 day' AND m.mode = 'live'
$$;
GRANT EXECUTE ON FUNCTION day_standing TO pay200_relay;
