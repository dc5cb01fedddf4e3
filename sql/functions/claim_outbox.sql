-- Takes up to p_most of a merchant's pending events, oldest first, until p_claimed_until: no other relay does while
-- that lasts. Answers a row per event: what is to be known of its payment as it is now (not as it was: readers that take
-- it twice, or two events at once, end at the same). shopper_id null: no card has been tried. Of a decline,
-- declined_*: the card, by the event's own attempt. event_state: the payment's after the event, and state_before before
-- it where the event tells; cancel_id and dispute_id: of what the event tells of.
-- Tables: outbox (update), payment, merchant, attempt, cancel, payment_event (read).
CREATE OR REPLACE FUNCTION claim_outbox(p_merchant_id bigint, p_most integer, p_claimed_until timestamptz,
                                        p_now timestamptz)
RETURNS TABLE (event_id uuid, payment_id uuid, event text, number integer, shopper_id uuid, merchant_name text,
               order_name text, currency text, total_minor bigint, balance_minor bigint, supplied_minor bigint,
               vat_minor bigint, tax_free_minor bigint, state text, card_bin text, card_last_four text,
               card_brand text, approval_code text, attempt_state text, requested_at timestamptz, approved_at timestamptz,
               canceled_at timestamptz, declined_card_id uuid, declined_code text, event_state text, cancel_id uuid,
               state_before text, occurred_at timestamptz, dispute_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH pending AS (
        SELECT o.event_id FROM outbox o
        WHERE o.merchant_id = p_merchant_id AND (o.claimed_until IS NULL OR o.claimed_until <= p_now)
        ORDER BY o.event_id LIMIT p_most FOR UPDATE SKIP LOCKED
    ), claimed AS (
        UPDATE outbox o SET claimed_until = p_claimed_until FROM pending
        WHERE o.merchant_id = p_merchant_id AND o.event_id = pending.event_id
        RETURNING o.event_id, o.payment_id, o.event, o.state
    )
    SELECT c.event_id, c.payment_id, c.event,
        (SELECT max(e.number) FROM payment_event e WHERE e.merchant_id = p_merchant_id AND e.payment_id = c.payment_id),
        a.shopper_id, m.name, p.order_name, p.currency, p.total_minor, p.balance_minor, p.supplied_minor,
        p.vat_minor, p.tax_free_minor, p.state, a.card_bin, a.card_last_four, a.card_brand,
        a.approval_code, a.state, p.requested_at, p.approved_at,
        (SELECT max(x.finished_at) FROM cancel x WHERE x.merchant_id = p_merchant_id AND x.payment_id = c.payment_id
            AND x.state = 'done' AND x.moved),
        d.card_id, d.response_code, c.state, (e.detail ->> 'cancel')::uuid,
        e.detail ->> 'state_before', coalesce(e.occurred_at, p_now), (e.detail ->> 'dispute')::uuid
    FROM claimed c
    JOIN payment p ON p.merchant_id = p_merchant_id AND p.payment_id = c.payment_id
    JOIN merchant m ON m.merchant_id = p_merchant_id
    LEFT JOIN LATERAL (
        -- The attempt that paid, or else the last one that was sent.
        SELECT * FROM attempt t WHERE t.merchant_id = p_merchant_id AND t.payment_id = c.payment_id
            AND t.state <> 'not_sent'
        ORDER BY (t.state = 'approved') DESC, t.number DESC LIMIT 1
    ) a ON true
    LEFT JOIN payment_event e ON e.merchant_id = p_merchant_id AND e.event_id = c.event_id
    LEFT JOIN attempt d ON d.merchant_id = p_merchant_id AND d.payment_id = c.payment_id
        AND c.event = 'declined' AND d.number = (e.detail ->> 'attempt')::integer AND d.state = 'declined'
    ORDER BY c.event_id;
END
$$;
GRANT EXECUTE ON FUNCTION claim_outbox TO pay200_relay;
