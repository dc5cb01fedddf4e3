-- The attempt's successor at another acquirer, with the same card and the idempotency key. The caller
-- holds the payment's lock and has ended the attempt; p_detail is added to the event.
-- Tables: attempt (insert), idempotency, payment_event.
CREATE OR REPLACE FUNCTION start_next_attempt(
    a attempt, p_new_attempt_id uuid, p_acquirer text, p_terminal_id text, p_stan integer, p_rrn text,
    p_transmitted_at timestamptz, p_deadline_at timestamptz, p_detail jsonb, p_now timestamptz
) RETURNS void
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
BEGIN
    INSERT INTO attempt (merchant_id, attempt_id, payment_id, number, state, shopper_id, card_id, pan_nonce,
        pan_ciphertext, key_version, card_bin, card_last_four, card_brand, card_expiry, acquirer, terminal_id,
        stan, rrn, transmitted_at, amount_minor, currency, deadline_at, started_at, idempotency_scope,
        installment_months, confirm_id)
    VALUES (a.merchant_id, p_new_attempt_id, a.payment_id, a.number + 1, 'sending', a.shopper_id, a.card_id,
        a.pan_nonce, a.pan_ciphertext, a.key_version, a.card_bin, a.card_last_four, a.card_brand, a.card_expiry,
        p_acquirer, p_terminal_id, p_stan, p_rrn, p_transmitted_at, a.amount_minor, a.currency, p_deadline_at,
        p_now, a.idempotency_scope, a.installment_months, a.confirm_id);
    UPDATE idempotency SET holder_id = p_new_attempt_id
    WHERE merchant_id = a.merchant_id AND scope = a.idempotency_scope AND holder_id = a.attempt_id;
    PERFORM write_event(a.merchant_id, a.payment_id, 'retrying', 'authorizing',
                        jsonb_build_object('attempt', a.number + 1, 'acquirer', p_acquirer,
                                           'last_four', a.card_last_four) || p_detail, p_now);
END
$$;
