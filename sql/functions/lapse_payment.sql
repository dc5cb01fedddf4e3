-- Lets a payment's deadlines take effect: a hold that has run out gives the payment back while its
-- QR code lives, and a QR code that has run out expires it; so does a shop's confirm that does not come. The caller holds the row's lock and goes
-- on with the state that this answers. Why the last shopper's card was declined is not the next
-- one's business; the attempts keep it. Every transition calls it, so that the sweep only tidies up.
-- Tables: payment (update), payment_event.
CREATE OR REPLACE FUNCTION lapse_payment(p payment, p_now timestamptz) RETURNS payment
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
BEGIN
    IF NOT has_lapsed(p, p_now) THEN
        RETURN p;
    END IF;
    IF p.state = 'held' AND p.expires_at > p_now THEN
        UPDATE payment SET state = 'ready', shopper_id = NULL, hold_expires_at = NULL, failure_code = NULL
        WHERE merchant_id = p.merchant_id AND payment_id = p.payment_id RETURNING * INTO p;
        PERFORM write_event(p.merchant_id, p.payment_id, 'hold_lapsed', 'ready', '{}', p_now);
    ELSE
        UPDATE payment SET state = 'expired', hold_expires_at = NULL
        WHERE merchant_id = p.merchant_id AND payment_id = p.payment_id RETURNING * INTO p;
        PERFORM write_event(p.merchant_id, p.payment_id, 'expired', 'expired', '{}', p_now);
    END IF;
    RETURN p;
END
$$;
