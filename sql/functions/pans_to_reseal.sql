-- The next p_most rows of a table with card numbers behind a primary key (null: from the first on), in its order: those
-- under a key older than p_version with what is sealed, the others without. So each call looks at p_most rows, however
-- few are left. Tables: card, attempt or payment_confirm (read).
CREATE OR REPLACE FUNCTION pans_to_reseal(p_stage text, p_version integer, p_after_owner text, p_after_id uuid,
                                          p_most integer)
RETURNS TABLE (owner text, id uuid, card_id uuid, key_version integer, pan_nonce bytea, pan_ciphertext bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
#variable_conflict use_column
BEGIN
    IF p_stage = 'card' THEN
        RETURN QUERY SELECT c.shopper_id::text, c.card_id, c.card_id, c.key_version,
            CASE WHEN c.key_version < p_version THEN c.pan_nonce END,
            CASE WHEN c.key_version < p_version THEN c.pan_ciphertext END
        FROM card c
        WHERE (c.shopper_id, c.card_id) > (coalesce(p_after_owner::uuid, '00000000-0000-0000-0000-000000000000'),
                                           coalesce(p_after_id, '00000000-0000-0000-0000-000000000000'))
        ORDER BY c.shopper_id, c.card_id LIMIT p_most;
    ELSIF p_stage = 'attempt' THEN
        RETURN QUERY SELECT a.merchant_id::text, a.attempt_id, a.card_id, a.key_version,
            CASE WHEN a.key_version < p_version THEN a.pan_nonce END,
            CASE WHEN a.key_version < p_version THEN a.pan_ciphertext END
        FROM attempt a
        WHERE (a.merchant_id, a.attempt_id) > (coalesce(p_after_owner::bigint, 0),
                                               coalesce(p_after_id, '00000000-0000-0000-0000-000000000000'))
        ORDER BY a.merchant_id, a.attempt_id LIMIT p_most;
    ELSE
        RETURN QUERY SELECT c.merchant_id::text, c.confirm_id, c.card_id, c.key_version,
            CASE WHEN c.key_version < p_version THEN c.pan_nonce END,
            CASE WHEN c.key_version < p_version THEN c.pan_ciphertext END
        FROM payment_confirm c
        WHERE (c.merchant_id, c.confirm_id) > (coalesce(p_after_owner::bigint, 0),
                                               coalesce(p_after_id, '00000000-0000-0000-0000-000000000000'))
        ORDER BY c.merchant_id, c.confirm_id LIMIT p_most;
    END IF;
END
$$;
GRANT EXECUTE ON FUNCTION pans_to_reseal TO pay200_link;
