-- A person has cleared up a difference between a clearing file and our books: it is open no longer. The item as it is
-- then; nothing: no open one has this id. Tables, in lock order: reconciliation_item, record_act's.
CREATE OR REPLACE FUNCTION close_difference(p_item_id uuid, p_reason text, p_operator text) RETURNS SETOF reconciliation_item
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    i reconciliation_item;
BEGIN
    SELECT * INTO i FROM reconciliation_item WHERE item_id = p_item_id AND state IN ('open', 'waiting') FOR UPDATE;
    IF i.state IS DISTINCT FROM 'open' THEN
        RETURN;
    END IF;
    RETURN QUERY UPDATE reconciliation_item SET state = 'closed'
        WHERE merchant_id = i.merchant_id AND item_id = p_item_id RETURNING *;
    -- The file may name a merchant that is none of ours, so this is in the chain of no merchant.
    PERFORM record_act(NULL, NULL, p_operator, 'reconciliation', 'close', p_item_id::text,
                       jsonb_build_object('kind', i.kind, 'rrn', i.rrn, 'reason', p_reason));
END
$$;
GRANT EXECUTE ON FUNCTION close_difference TO pay200_operator;
