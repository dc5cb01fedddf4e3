-- A batch of the rotation: the rows under an older key that the link has sealed anew (texts are hexadecimal; p_hmacs, to
-- find duplicates by, is a card's alone), and how far it has come. A row that somebody has locked, or that was changed
-- since it was read, is left for the next pass: this never waits for a payment, and a payment at most for the commit of a
-- batch. p_last_owner null: the table has been gone through; behind the last table the pass is over, and one that has met
-- nothing stale is the last.
-- How many rows were resealed; null: another link has done this batch (also when called again after a broken connection).
-- Tables, in lock order: vault_rotation (locked, update), then card, attempt or payment_confirm (locked, update).
CREATE OR REPLACE FUNCTION reseal_pans(
    p_to_version integer, p_stage text, p_after_owner text, p_after_id uuid, p_last_owner text, p_last_id uuid,
    p_owners text[], p_ids text[], p_old_nonces text[], p_nonces text[], p_ciphertexts text[], p_hmacs text[],
    p_now timestamptz
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    r vault_rotation;
    v_resealed bigint := 0;
BEGIN
    SELECT * INTO r FROM vault_rotation
    WHERE to_version = p_to_version AND state = 'resealing' AND stage = p_stage
        AND after_owner IS NOT DISTINCT FROM p_after_owner AND after_id IS NOT DISTINCT FROM p_after_id
    FOR UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF p_stage = 'card' THEN
        WITH new AS (
            SELECT o::uuid AS owner, i::uuid AS id, decode(b, 'hex') AS before, decode(n, 'hex') AS nonce,
                decode(c, 'hex') AS ciphertext, decode(h, 'hex') AS hmac
            FROM unnest(p_owners, p_ids, p_old_nonces, p_nonces, p_ciphertexts, p_hmacs) AS u (o, i, b, n, c, h)
        ), free AS (
            SELECT c.shopper_id, c.card_id FROM card c
            JOIN new ON new.owner = c.shopper_id AND new.id = c.card_id AND new.before = c.pan_nonce
            FOR NO KEY UPDATE OF c SKIP LOCKED
        )
        UPDATE card c SET pan_nonce = new.nonce, pan_ciphertext = new.ciphertext, key_version = p_to_version,
            -- Registered a second time while the key of these HMACs was renewed: one row is found, here or in this batch.
            pan_hmac = CASE WHEN EXISTS (SELECT 1 FROM card d WHERE d.shopper_id = new.owner AND d.pan_hmac = new.hmac
                AND d.card_id <> new.id)
                OR c.pan_hmac <> new.hmac AND EXISTS (
                    SELECT 1 FROM new e WHERE e.owner = new.owner AND e.hmac = new.hmac AND e.id < new.id)
                THEN sha256(new.hmac || new.nonce) ELSE new.hmac END
        FROM new JOIN free f ON f.shopper_id = new.owner AND f.card_id = new.id
        WHERE c.shopper_id = new.owner AND c.card_id = new.id;
    ELSIF p_stage = 'attempt' THEN
        WITH new AS (
            SELECT o::bigint AS owner, i::uuid AS id, decode(b, 'hex') AS before, decode(n, 'hex') AS nonce,
                decode(c, 'hex') AS ciphertext
            FROM unnest(p_owners, p_ids, p_old_nonces, p_nonces, p_ciphertexts) AS u (o, i, b, n, c)
        ), free AS (
            SELECT a.merchant_id, a.attempt_id FROM attempt a
            JOIN new ON new.owner = a.merchant_id AND new.id = a.attempt_id AND new.before = a.pan_nonce
            FOR NO KEY UPDATE OF a SKIP LOCKED
        )
        UPDATE attempt a SET pan_nonce = new.nonce, pan_ciphertext = new.ciphertext, key_version = p_to_version
        FROM new JOIN free f ON f.merchant_id = new.owner AND f.attempt_id = new.id
        WHERE a.merchant_id = new.owner AND a.attempt_id = new.id;
    ELSE
        WITH new AS (
            SELECT o::bigint AS owner, i::uuid AS id, decode(b, 'hex') AS before, decode(n, 'hex') AS nonce,
                decode(c, 'hex') AS ciphertext
            FROM unnest(p_owners, p_ids, p_old_nonces, p_nonces, p_ciphertexts) AS u (o, i, b, n, c)
        ), free AS (
            SELECT c.merchant_id, c.confirm_id FROM payment_confirm c
            JOIN new ON new.owner = c.merchant_id AND new.id = c.confirm_id AND new.before = c.pan_nonce
            FOR NO KEY UPDATE OF c SKIP LOCKED
        )
        UPDATE payment_confirm c SET pan_nonce = new.nonce, pan_ciphertext = new.ciphertext, key_version = p_to_version
        FROM new JOIN free f ON f.merchant_id = new.owner AND f.confirm_id = new.id
        WHERE c.merchant_id = new.owner AND c.confirm_id = new.id;
    END IF;
    GET DIAGNOSTICS v_resealed = ROW_COUNT;
    r.stale := r.stale + coalesce(cardinality(p_ids), 0);
    r.after_owner := p_last_owner;
    r.after_id := p_last_id;
    IF p_last_owner IS NULL THEN
        r.stage := CASE p_stage WHEN 'card' THEN 'attempt' WHEN 'attempt' THEN 'payment_confirm' ELSE 'card' END;
        IF r.stage = 'card' THEN  -- the pass is over
            r.state := CASE r.stale WHEN 0 THEN 'done' ELSE 'resealing' END;
            r.stale := 0;
        END IF;
    END IF;
    UPDATE vault_rotation SET state = r.state, stage = r.stage, after_owner = r.after_owner, after_id = r.after_id,
        stale = r.stale, resealed = resealed + v_resealed, stepped_at = p_now;
    RETURN v_resealed;
END
$$;
GRANT EXECUTE ON FUNCTION reseal_pans TO pay200_link;
