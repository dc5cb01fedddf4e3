-- One of the things that a run has to decide, in a commit of its own: 'decided' (also when it had been), 'open' (it has
-- turned out to be a difference), or 'busy' (a request is still at it: come again). p_new_id is for what it makes (a
-- refund, a transaction, a dispute). Idempotent by p_item_id.
-- Tables, in lock order: reconciliation_item, then those of decide_charge, decide_refund, open_dispute, win_dispute,
-- leave_open.
CREATE OR REPLACE FUNCTION decide_item(p_merchant_id bigint, p_item_id uuid, p_new_id uuid, p_respond_by date,
                                       p_now timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    i reconciliation_item;
    v_outcome text;
BEGIN
    SELECT * INTO STRICT i FROM reconciliation_item
    WHERE merchant_id = p_merchant_id AND item_id = p_item_id FOR UPDATE;
    IF i.state <> 'undecided' THEN
        RETURN CASE i.state WHEN 'open' THEN 'open' ELSE 'decided' END;
    END IF;
    IF i.kind = 'charged' THEN
        v_outcome := decide_charge(i, p_new_id, p_now);
    ELSIF i.kind = 'disputed' THEN
        v_outcome := open_dispute(i, p_new_id, p_respond_by, p_now);
    ELSIF i.kind = 'dispute_reversed' THEN
        v_outcome := win_dispute(i, p_now);
    ELSE
        v_outcome := decide_refund(i, p_new_id, p_now);
    END IF;
    IF v_outcome = 'decided' THEN
        UPDATE reconciliation_item SET state = 'decided'
        WHERE merchant_id = p_merchant_id AND item_id = p_item_id;
    END IF;
    RETURN v_outcome;
END
$$;
GRANT EXECUTE ON FUNCTION decide_item TO pay200_operator;
