-- Step 4 of a run: the acquirer pays for what its file has confirmed, one posting a merchant, and the run is
-- kept. The run's other steps come before, in the same transaction.
-- Tables, in lock order: ledger_posting, ledger_entry, reconciliation (insert), record_act's.
CREATE OR REPLACE FUNCTION fund_cleared(p_reconciliation_id uuid, p_acquirer text, p_business_day date, p_file_id text,
                                        p_file_sha256 text, p_record_count bigint, p_matched_count bigint,
                                        p_operator text, p_now timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    s record;
    v_funded bigint := 0;
    v_fee bigint := 0;
BEGIN
    PERFORM require_own_tables(ARRAY['clearing_sum', 'clearing_range']);
    FOR s IN SELECT merchant_id, sum(amount_minor)::bigint AS amount, sum(fee_minor)::bigint AS fee
        FROM clearing_sum GROUP BY merchant_id ORDER BY merchant_id
    LOOP
        PERFORM post_entries(s.merchant_id, uuid_v7(p_now), 'funding', p_reconciliation_id, NULL, p_business_day,
                             ARRAY['settlement_trust', 'acquirer_fee', 'acquirer_receivable'],
                             ARRAY[s.amount - s.fee, s.fee, -s.amount], 'KRW', p_now);
        v_funded := v_funded + s.amount;
        v_fee := v_fee + s.fee;
    END LOOP;
    INSERT INTO reconciliation (reconciliation_id, acquirer, business_day, file_id, file_sha256, record_count, state,
        matched_count, funded_minor, acquirer_fee_minor, operator, started_at, least_id, most_id)
    SELECT p_reconciliation_id, p_acquirer, p_business_day, p_file_id, p_file_sha256, p_record_count, 'matched',
        p_matched_count, v_funded, v_fee, p_operator, p_now, least_id, most_id
    FROM clearing_range;
    PERFORM record_act(NULL, NULL, p_operator, 'reconciliation', 'run', p_reconciliation_id::text,
                       jsonb_build_object('acquirer', p_acquirer, 'business_day', p_business_day,
                                          'file_sha256', p_file_sha256));
END
$$;
GRANT EXECUTE ON FUNCTION fund_cleared TO pay200_operator;
