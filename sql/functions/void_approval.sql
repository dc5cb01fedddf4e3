-- A cancel was recorded while this payment's approval was on its way: the reversal that voids it, and with which the
-- idempotency key's outcome is known. The caller holds the payment's lock and has set its state.
-- Tables, in lock order: payment (update), cancel (update), reversal (insert), idempotency (update).
CREATE OR REPLACE FUNCTION void_approval(p_merchant_id bigint, p_payment_id uuid, p_attempt_id uuid, p_scope bytea,
                                         p_reversal_id uuid, p_now timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
DECLARE
    v_cancel_id uuid;
BEGIN
    UPDATE payment SET balance_minor = 0 WHERE merchant_id = p_merchant_id AND payment_id = p_payment_id;
    SELECT cancel_id INTO v_cancel_id FROM cancel
    WHERE merchant_id = p_merchant_id AND payment_id = p_payment_id AND state = 'in_progress';
    UPDATE cancel SET moved = true WHERE merchant_id = p_merchant_id AND cancel_id = v_cancel_id;
    INSERT INTO reversal (merchant_id, reversal_id, payment_id, attempt_id, cancel_id, reason, state, next_at, created_at)
    VALUES (p_merchant_id, p_reversal_id, p_payment_id, p_attempt_id, v_cancel_id, 'void', 'pending',
        p_now + interval '1 second', p_now);
    UPDATE idempotency SET state = 'unknown'
    WHERE merchant_id = p_merchant_id AND scope = p_scope AND holder_id = p_attempt_id;
END
$$;
