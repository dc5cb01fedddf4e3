-- What a run was to decide has turned out to be a difference: it is open, a person looks, and like every difference it
-- is not funded, so its share of the run's funding is taken back. The caller holds the item's lock.
-- Tables, in lock order: reconciliation_item, ledger_posting, ledger_entry, reconciliation.
CREATE OR REPLACE FUNCTION leave_open(i reconciliation_item, p_kind text, p_detail text, p_now timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
DECLARE
    v_amount bigint := CASE WHEN i.kind IN ('charged', 'dispute_reversed') THEN i.theirs_minor ELSE -i.theirs_minor END;
BEGIN
    UPDATE reconciliation_item SET kind = p_kind, state = 'open', detail = p_detail
    WHERE merchant_id = i.merchant_id AND item_id = i.item_id;
    PERFORM post_entries(i.merchant_id, uuid_v7(p_now), 'funding', i.reconciliation_id, NULL, i.business_day,
                         ARRAY['settlement_trust', 'acquirer_fee', 'acquirer_receivable'],
                         ARRAY[i.fee_minor - v_amount, -i.fee_minor, v_amount], 'KRW', p_now);
    UPDATE reconciliation SET funded_minor = funded_minor - v_amount,
        acquirer_fee_minor = acquirer_fee_minor - i.fee_minor
    WHERE reconciliation_id = i.reconciliation_id;
END
$$;
