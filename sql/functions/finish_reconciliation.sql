-- Nothing is left to decide: the run is done. False while something is. Idempotent.
-- Tables: reconciliation_item (read), reconciliation (update).
CREATE OR REPLACE FUNCTION finish_reconciliation(p_reconciliation_id uuid, p_now timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
BEGIN
    PERFORM 1 FROM reconciliation_item WHERE reconciliation_id = p_reconciliation_id AND state = 'undecided';
    IF FOUND THEN
        RETURN false;
    END IF;
    UPDATE reconciliation SET state = 'done', finished_at = p_now
    WHERE reconciliation_id = p_reconciliation_id AND state = 'matched';
    RETURN true;
END
$$;
GRANT EXECUTE ON FUNCTION finish_reconciliation TO pay200_operator;
