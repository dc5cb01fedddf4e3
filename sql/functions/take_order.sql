-- There is a payment of this order already: whether another takes its place, which retires it (expires it). outcome null:
-- it does, and the order is its own now. Else 'created' (this very call, made twice at once, waited for itself), or
-- DUPLICATED_ORDER_ID.
-- Tables, in lock order: payment_order, payment, payment_event, idempotency (delete).
CREATE OR REPLACE FUNCTION take_order(c create_call) RETURNS transition_result
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
DECLARE
    v_earlier payment;
    v_earlier_id uuid;
    v_by_server boolean;
BEGIN
    SELECT payment_id, by_server INTO v_earlier_id, v_by_server FROM payment_order
    WHERE merchant_id = c.merchant_id AND order_id = c.order_id FOR UPDATE;
    PERFORM 1 FROM payment WHERE merchant_id = c.merchant_id AND payment_id = c.payment_id;
    IF FOUND THEN  -- the first one's connection broke
        RETURN ROW('created', false, NULL, c.payment_id, payment_snapshot(c.merchant_id, c.payment_id))::transition_result;
    END IF;
    SELECT * INTO v_earlier FROM payment
    WHERE merchant_id = c.merchant_id AND payment_id = v_earlier_id FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'order % of merchant % has no payment yet', c.order_id, c.merchant_id;
    END IF;
    IF (c.by_client AND v_by_server)
        OR v_earlier.state NOT IN ('ready', 'held', 'confirmed', 'canceled', 'aborted', 'expired') THEN
        DELETE FROM idempotency WHERE merchant_id = c.merchant_id AND scope = c.scope AND holder_id = c.payment_id;
        RETURN ROW('DUPLICATED_ORDER_ID', false, NULL, v_earlier_id, NULL)::transition_result;
    END IF;
    IF v_earlier.state IN ('ready', 'held', 'confirmed') THEN
        UPDATE payment SET state = 'expired', hold_expires_at = NULL
        WHERE merchant_id = c.merchant_id AND payment_id = v_earlier_id;
        PERFORM write_event(c.merchant_id, v_earlier_id, 'retired', 'expired',
                            jsonb_build_object('by_payment_id', c.payment_id), c.now);
    END IF;
    UPDATE payment_order SET payment_id = c.payment_id, by_server = NOT c.by_client
    WHERE merchant_id = c.merchant_id AND order_id = c.order_id;
    RETURN NULL;
END
$$;
