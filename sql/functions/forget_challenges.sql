-- Deletes used challenges that expired a day ago, at most p_most, the oldest first; answers how many. A challenge
-- that has expired is refused for that; a day, so that a clock that is ahead takes nothing that is still good by
-- the others'. Tables: spent_challenge (delete).
CREATE OR REPLACE FUNCTION forget_challenges(p_most integer, p_now timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    v_deleted integer;
BEGIN
    DELETE FROM spent_challenge s USING (
        SELECT shopper_id, challenge_id FROM spent_challenge WHERE expires_at <= p_now - interval '1 day'
        ORDER BY expires_at LIMIT p_most FOR UPDATE SKIP LOCKED) AS old
    WHERE s.shopper_id = old.shopper_id AND s.challenge_id = old.challenge_id;
    GET DIAGNOSTICS v_deleted = ROW_COUNT;
    RETURN v_deleted;
END
$$;
GRANT EXECUTE ON FUNCTION forget_challenges TO pay200_relay;
