-- The day is over: what we have of it is counted and kept. 'closed', 'closed_before' (nothing changes), or
-- 'too_early'.
-- Tables: merchant, transaction, attempt, refund (read), business_day_close (insert), record_act's.
CREATE OR REPLACE FUNCTION close_business_day(p_acquirer text, p_business_day date, p_cut_off_at timestamptz,
                                              p_operator text, p_now timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_least uuid;
    v_most uuid;
    v_begins_at timestamptz := p_cut_off_at - interval '24 hours';
    v_unanswered bigint;
BEGIN
    IF p_now < p_cut_off_at THEN
        RETURN 'too_early';
    END IF;
    PERFORM 1 FROM business_day_close WHERE acquirer = p_acquirer AND business_day = p_business_day;
    IF FOUND THEN
        RETURN 'closed_before';
    END IF;
    SELECT least_id, most_id INTO v_least, v_most FROM ids_of_day(p_cut_off_at);
    v_unanswered := (
        SELECT count(*) FROM attempt
        WHERE acquirer = p_acquirer AND state IN ('sending', 'reversing', 'unknown')
            AND transmitted_at >= v_begins_at AND transmitted_at < p_cut_off_at
    ) + (
        SELECT count(*) FROM refund r
        JOIN attempt a ON a.merchant_id = r.merchant_id AND a.attempt_id = r.attempt_id AND a.acquirer = p_acquirer
        WHERE r.state IN ('sending', 'unknown') AND r.transmitted_at >= v_begins_at AND r.transmitted_at < p_cut_off_at
    );
    INSERT INTO business_day_close (acquirer, business_day, cut_off_at, payment_count, payment_minor, void_count,
        void_minor, refund_count, refund_minor, unanswered_count, closed_by, closed_at)
    SELECT p_acquirer, p_business_day, p_cut_off_at,
        count(*) FILTER (WHERE t.type = 'PAYMENT'), coalesce(sum(t.amount_minor) FILTER (WHERE t.type = 'PAYMENT'), 0),
        count(*) FILTER (WHERE t.type = 'CANCEL'), coalesce(sum(t.amount_minor) FILTER (WHERE t.type = 'CANCEL'), 0),
        count(*) FILTER (WHERE t.type = 'REFUND'), coalesce(sum(t.amount_minor) FILTER (WHERE t.type = 'REFUND'), 0),
        v_unanswered, p_operator, p_now
    FROM transactions_of_day(p_acquirer, p_business_day, v_least, v_most) t
    ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN 'closed_before';
    END IF;
    PERFORM record_act(NULL, NULL, p_operator, 'day', 'close', p_business_day::text,
                       jsonb_build_object('acquirer', p_acquirer));
    RETURN 'closed';
END
$$;
GRANT EXECUTE ON FUNCTION close_business_day TO pay200_operator;
