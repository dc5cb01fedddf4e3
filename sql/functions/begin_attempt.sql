-- The shopper has confirmed, and so has the shop where the payment waits for it (p_confirm_id: the
-- shopper's confirm that it claims, from terms_to_shop_confirm): the attempt, with all that sending and reversing it needs, becomes
-- durable before the first byte is sent. outcome 'started' (without a snapshot: what the caller goes on
-- with, it knows from terms_to_confirm), or NOT_FOUND_PAYMENT, MERCHANT_SUSPENDED,
-- EXCEED_MAX_PAYMENT_ATTEMPTS, refusal_to_pay's, refusal_to_shop_confirm's, IDEMPOTENCY_KEY_*, or a kept
-- outcome (replayed).
-- Idempotent by p_attempt_id.
-- Tables, in lock order: payment, idempotency, attempt, payment_event.
CREATE OR REPLACE FUNCTION begin_attempt(
    p_merchant_id bigint, p_payment_id uuid, p_shopper_id uuid, p_attempt_id uuid, p_confirm_id uuid,
    p_card_id uuid, p_pan_nonce bytea, p_pan_ciphertext bytea, p_key_version integer,
    p_card_bin text, p_card_last_four text, p_card_brand text, p_card_expiry text, p_installment_months integer,
    p_acquirer text, p_terminal_id text, p_stan integer, p_rrn text, p_transmitted_at timestamptz,
    p_deadline_at timestamptz, p_max_attempts integer, p_scope bytea, p_request_hash bytea, p_now timestamptz
) RETURNS transition_result
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    p payment;
    v_found transition_result;
    v_refusal text;
    v_number integer;
BEGIN
    SELECT * INTO p FROM payment WHERE merchant_id = p_merchant_id AND payment_id = p_payment_id FOR UPDATE;
    IF NOT FOUND THEN
        RETURN ROW('NOT_FOUND_PAYMENT', false, NULL, NULL, NULL)::transition_result;
    END IF;
    v_found := find_idempotency(p_merchant_id, p_scope, p_request_hash, p_attempt_id);
    IF v_found.outcome IS NOT NULL THEN
        RETURN v_found;
    END IF;
    PERFORM 1 FROM attempt WHERE merchant_id = p_merchant_id AND attempt_id = p_attempt_id;
    IF FOUND THEN  -- called again after a broken connection
        RETURN ROW('started', false, NULL, p_attempt_id, NULL)::transition_result;
    END IF;

    p := lapse_payment(p, p_now);
    v_refusal := CASE
        WHEN p_confirm_id IS NULL THEN refusal_to_pay(p, p_shopper_id, p_installment_months, p_max_attempts)
        WHEN p.state <> 'confirmed' THEN refusal_to_shop_confirm(p.state)
        -- Declined and confirmed again since the caller looked: not the card that it read.
        WHEN p.confirm_id <> p_confirm_id THEN 'PAYMENT_IN_PROGRESS'
        WHEN (SELECT status FROM merchant WHERE merchant_id = p_merchant_id) <> 'active' THEN 'MERCHANT_SUSPENDED'
    END;
    IF v_refusal IS NOT NULL THEN
        RETURN ROW(v_refusal, false, NULL, NULL, NULL)::transition_result;
    END IF;

    IF p.shop_confirms AND p_confirm_id IS NULL THEN
        RAISE EXCEPTION 'payment % waits for its shop', p_payment_id;
    END IF;

    IF p_scope IS NOT NULL THEN
        INSERT INTO idempotency (merchant_id, scope, request_hash, holder_id, payment_id, state, created_at)
        VALUES (p_merchant_id, p_scope, p_request_hash, p_attempt_id, p_payment_id, 'running', p_now);
    END IF;
    -- Not attempt_count: an attempt that was not sent does not count, but has its number.
    SELECT coalesce(max(number), 0) + 1 INTO v_number FROM attempt
    WHERE merchant_id = p_merchant_id AND payment_id = p_payment_id;
    UPDATE payment SET state = 'authorizing', attempt_count = attempt_count + 1, hold_expires_at = NULL
    WHERE merchant_id = p_merchant_id AND payment_id = p_payment_id;
    INSERT INTO attempt (merchant_id, attempt_id, payment_id, number, state, shopper_id, card_id, pan_nonce,
        pan_ciphertext, key_version, card_bin, card_last_four, card_brand, card_expiry, acquirer, terminal_id,
        stan, rrn, transmitted_at, amount_minor, currency, installment_months, confirm_id, deadline_at, started_at,
        idempotency_scope)
    VALUES (p_merchant_id, p_attempt_id, p_payment_id, v_number, 'sending', p_shopper_id, p_card_id,
        p_pan_nonce, p_pan_ciphertext, p_key_version, p_card_bin, p_card_last_four, p_card_brand, p_card_expiry,
        p_acquirer, p_terminal_id, p_stan, p_rrn, p_transmitted_at, p.total_minor, p.currency,
        p_installment_months, p_confirm_id, p_deadline_at, p_now, p_scope);
    PERFORM write_event(p_merchant_id, p_payment_id, 'authorizing', 'authorizing',
                        jsonb_build_object('attempt', v_number, 'acquirer', p_acquirer,
                                           'last_four', p_card_last_four), p_now);
    RETURN ROW('started', false, NULL, p_attempt_id, NULL)::transition_result;
END
$$;
GRANT EXECUTE ON FUNCTION begin_attempt TO pay200_api;
