-- READY: a payment for an order, with its QR code live until p_expires_at. p_by_client: with a key for
-- pages, so that its amount is not to be trusted until the shop's server has confirmed it, unless the
-- merchant has switched that off (auto_confirm). Such a key never replaces what a secret key has made:
-- whoever knows an order would set its amount.
-- outcome 'created', or DUPLICATED_ORDER_ID, MERCHANT_SUSPENDED, NOT_FOUND_MERCHANT, IDEMPOTENCY_KEY_*.
-- Idempotent by p_payment_id. An unpaid earlier payment of the same order is retired (expired).
-- Tables, in lock order: idempotency, payment_order, payment, payment_event.
CREATE OR REPLACE FUNCTION create_payment(
    p_merchant_id bigint, p_payment_id uuid, p_order_id text, p_order_name text, p_customer_name text,
    p_currency text, p_total bigint, p_supplied bigint, p_vat bigint, p_tax_free bigint,
    p_installment_least integer, p_installment_most integer, p_by_client boolean, p_expires_at timestamptz, p_scope bytea, p_request_hash bytea, p_now timestamptz
) RETURNS transition_result
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    m merchant;
    v_earlier payment;
    v_earlier_id uuid;
    v_by_server boolean;
    v_found transition_result;
    v_snapshot jsonb;
BEGIN
    IF p_scope IS NOT NULL THEN
        INSERT INTO idempotency (merchant_id, scope, request_hash, holder_id, payment_id, state, created_at)
        VALUES (p_merchant_id, p_scope, p_request_hash, p_payment_id, p_payment_id, 'running', p_now)
        ON CONFLICT DO NOTHING;
        IF NOT FOUND THEN
            v_found := find_idempotency(p_merchant_id, p_scope, p_request_hash, p_payment_id);
            IF v_found.outcome IS NOT NULL THEN
                RETURN v_found;
            END IF;
        END IF;
    END IF;
    PERFORM 1 FROM payment WHERE merchant_id = p_merchant_id AND payment_id = p_payment_id;
    IF FOUND THEN  -- called again after a broken connection
        RETURN ROW('created', false, NULL, p_payment_id, payment_snapshot(p_merchant_id, p_payment_id))::transition_result;
    END IF;

    SELECT * INTO m FROM merchant WHERE merchant_id = p_merchant_id;
    IF NOT FOUND OR m.status <> 'active' THEN
        DELETE FROM idempotency WHERE merchant_id = p_merchant_id AND scope = p_scope AND holder_id = p_payment_id;
        RETURN ROW(CASE WHEN m.status IS NULL THEN 'NOT_FOUND_MERCHANT' ELSE 'MERCHANT_SUSPENDED' END,
                   false, NULL, NULL, NULL)::transition_result;
    END IF;

    INSERT INTO payment_order (merchant_id, order_id, payment_id, by_server)
    VALUES (p_merchant_id, p_order_id, p_payment_id, NOT p_by_client)
    ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        SELECT payment_id, by_server INTO v_earlier_id, v_by_server FROM payment_order
        WHERE merchant_id = p_merchant_id AND order_id = p_order_id FOR UPDATE;
        -- This very call, made twice at once (the first one's connection broke), waited for itself.
        PERFORM 1 FROM payment WHERE merchant_id = p_merchant_id AND payment_id = p_payment_id;
        IF FOUND THEN
            RETURN ROW('created', false, NULL, p_payment_id, payment_snapshot(p_merchant_id, p_payment_id))::transition_result;
        END IF;
        SELECT * INTO v_earlier FROM payment
        WHERE merchant_id = p_merchant_id AND payment_id = v_earlier_id FOR UPDATE;
        IF (p_by_client AND v_by_server)
            OR v_earlier.state NOT IN ('ready', 'held', 'confirmed', 'canceled', 'aborted', 'expired') THEN
            DELETE FROM idempotency WHERE merchant_id = p_merchant_id AND scope = p_scope AND holder_id = p_payment_id;
            RETURN ROW('DUPLICATED_ORDER_ID', false, NULL, v_earlier_id, NULL)::transition_result;
        END IF;
        IF v_earlier.state IN ('ready', 'held', 'confirmed') THEN
            UPDATE payment SET state = 'expired', hold_expires_at = NULL
            WHERE merchant_id = p_merchant_id AND payment_id = v_earlier_id;
            PERFORM write_event(p_merchant_id, v_earlier_id, 'retired', 'expired',
                                jsonb_build_object('by_payment_id', p_payment_id), p_now);
        END IF;
        UPDATE payment_order SET payment_id = p_payment_id, by_server = NOT p_by_client
        WHERE merchant_id = p_merchant_id AND order_id = p_order_id;
    END IF;

    INSERT INTO payment (merchant_id, payment_id, order_id, order_name, customer_name, currency, total_minor,
        supplied_minor, vat_minor, tax_free_minor, balance_minor, fee_basis_points, fee_fixed_minor,
        fee_refundable, shop_confirms, installment_least, installment_most, state, expires_at, requested_at)
    VALUES (p_merchant_id, p_payment_id, p_order_id, p_order_name, p_customer_name, p_currency, p_total,
        p_supplied, p_vat, p_tax_free, p_total, m.fee_basis_points, m.fee_fixed_minor,
        m.fee_refundable, p_by_client AND NOT m.auto_confirm, p_installment_least, p_installment_most, 'ready',
        p_expires_at, p_now);
    PERFORM write_event(p_merchant_id, p_payment_id, 'created', 'ready', '{}', p_now);
    v_snapshot := payment_snapshot(p_merchant_id, p_payment_id);
    PERFORM finish_idempotency(p_merchant_id, p_scope, p_payment_id, 'created', NULL, v_snapshot);
    RETURN ROW('created', false, NULL, p_payment_id, v_snapshot)::transition_result;
END
$$;
GRANT EXECUTE ON FUNCTION create_payment TO pay200_api;
