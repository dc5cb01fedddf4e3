-- A person has cleared up a difference between a clearing file and our books: it is open no longer. Something undecided is
-- set aside as a difference first, so that its funding is taken back; the last one ends its run.
-- The item as it is then; nothing: no open or undecided one has this id. Idempotent by p_closing_id.
-- Tables, in lock order: reconciliation_item, those of leave_open, reconciliation, record_act's.
CREATE OR REPLACE FUNCTION close_difference(p_item_id uuid, p_closing_id uuid, p_reason text, p_operator text,
                                            p_now timestamptz) RETURNS SETOF reconciliation_item
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    i reconciliation_item;
BEGIN
    -- By its run: there is no index by the id alone.
    SELECT x.* INTO i FROM reconciliation q
    JOIN reconciliation_item x ON x.reconciliation_id = q.reconciliation_id AND x.item_id = p_item_id
    FOR UPDATE OF x;
    IF i.closing_id = p_closing_id THEN
        RETURN NEXT i;
        RETURN;
    ELSIF i.state IS NULL OR i.state NOT IN ('open', 'undecided') THEN
        RETURN;
    END IF;
    IF i.state = 'undecided' AND i.kind <> 'refund_not_found' THEN  -- which no file has, and none has funded
        PERFORM leave_open(i, i.kind, i.detail, p_now);
    END IF;
    RETURN QUERY UPDATE reconciliation_item SET state = 'closed', closing_id = p_closing_id,
            detail = CASE WHEN i.state = 'undecided' THEN concat_ws(': ', 'set aside undecided', nullif(i.detail, ''))
                          ELSE detail END
        WHERE merchant_id = i.merchant_id AND item_id = p_item_id RETURNING *;
    IF i.state = 'undecided' THEN
        -- One after the other: else of two that are the last, neither would see that.
        PERFORM 1 FROM reconciliation WHERE reconciliation_id = i.reconciliation_id FOR UPDATE;
        PERFORM finish_reconciliation(i.reconciliation_id, p_now);
    END IF;
    -- The file may name a merchant that is none of ours, so this is in the chain of no merchant.
    PERFORM record_act(NULL, NULL, p_operator, 'reconciliation', 'close', p_item_id::text,
                       jsonb_build_object('kind', i.kind, 'state', i.state, 'rrn', i.rrn, 'reason', p_reason));
END
$$;
GRANT EXECUTE ON FUNCTION close_difference TO pay200_operator;
