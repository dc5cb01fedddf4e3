-- The shopper has confirmed a payment whose amount a browser chose: the card and the instalments are
-- kept, and the payment waits for its shop's server until p_expires_at. The shopper may withdraw until
-- then (cancel_payment); begin_attempts claims it for the shop: who locks the payment first.
-- outcome 'confirmed', or NOT_FOUND_PAYMENT, refusal_to_pay's, IDEMPOTENCY_KEY_*, or a kept outcome
-- (replayed). Idempotent by p_confirm_id.
-- Tables, in lock order: payment, idempotency, payment_confirm (insert), payment_event.
CREATE OR REPLACE FUNCTION await_shop_confirm(
    p_merchant_id bigint, p_payment_id uuid, p_shopper_id uuid, p_confirm_id uuid,
    p_card_id uuid, p_pan_nonce bytea, p_pan_ciphertext bytea, p_key_version integer,
    p_card_bin text, p_card_last_four text, p_card_brand text, p_card_expiry text, p_installment_months integer,
    p_expires_at timestamptz, p_max_attempts integer, p_scope bytea, p_request_hash bytea, p_now timestamptz
) RETURNS transition_result
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    p payment;
    v_found transition_result;
    v_refusal text;
    v_snapshot jsonb;
BEGIN
    SELECT * INTO p FROM payment WHERE merchant_id = p_merchant_id AND payment_id = p_payment_id FOR UPDATE;
    IF NOT FOUND THEN
        RETURN ROW('NOT_FOUND_PAYMENT', false, NULL, NULL, NULL)::transition_result;
    END IF;
    v_found := find_idempotency(p_merchant_id, p_scope, p_request_hash, p_confirm_id);
    IF v_found.outcome IS NOT NULL THEN
        RETURN v_found;
    END IF;
    PERFORM 1 FROM payment_confirm WHERE merchant_id = p_merchant_id AND confirm_id = p_confirm_id;
    IF FOUND THEN  -- called again after a broken connection
        RETURN ROW('confirmed', false, NULL, p_confirm_id, payment_snapshot(p_merchant_id, p_payment_id))::transition_result;
    END IF;

    p := lapse_payment(p, p_now);
    v_refusal := refusal_to_pay(p, (SELECT status FROM merchant WHERE merchant_id = p_merchant_id), p_shopper_id,
                                p_installment_months, p_max_attempts);
    IF v_refusal IS NOT NULL THEN
        RETURN ROW(v_refusal, false, NULL, NULL, NULL)::transition_result;
    END IF;
    IF NOT p.shop_confirms THEN
        RAISE EXCEPTION 'payment % does not wait for its shop', p_payment_id;
    END IF;

    IF p_scope IS NOT NULL THEN
        INSERT INTO idempotency (merchant_id, scope, request_hash, holder_id, payment_id, state, created_at)
        VALUES (p_merchant_id, p_scope, p_request_hash, p_confirm_id, p_payment_id, 'running', p_now);
    END IF;
    INSERT INTO payment_confirm (merchant_id, confirm_id, payment_id, shopper_id, card_id, pan_nonce, pan_ciphertext,
        key_version, card_bin, card_last_four, card_brand, card_expiry, installment_months, expires_at, confirmed_at)
    VALUES (p_merchant_id, p_confirm_id, p_payment_id, p_shopper_id, p_card_id, p_pan_nonce, p_pan_ciphertext,
        p_key_version, p_card_bin, p_card_last_four, p_card_brand, p_card_expiry, p_installment_months, p_expires_at,
        p_now);
    -- Why an earlier card was declined no longer matters; the attempts keep it.
    UPDATE payment SET state = 'confirmed', confirm_id = p_confirm_id, hold_expires_at = p_expires_at, failure_code = NULL
    WHERE merchant_id = p_merchant_id AND payment_id = p_payment_id;
    PERFORM write_event(p_merchant_id, p_payment_id, 'confirmed', 'confirmed',
                        jsonb_build_object('last_four', p_card_last_four), p_now);
    v_snapshot := payment_snapshot(p_merchant_id, p_payment_id);
    PERFORM finish_idempotency(p_merchant_id, p_scope, p_confirm_id, 'confirmed', NULL, v_snapshot);
    RETURN ROW('confirmed', false, NULL, p_confirm_id, v_snapshot)::transition_result;
END
$$;
GRANT EXECUTE ON FUNCTION await_shop_confirm TO pay200_api;
