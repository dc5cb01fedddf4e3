-- Why a payment in this state cannot be scanned or confirmed: the wire name of an ErrorCode.
-- The same table stands in core/payment/payment_state.cpp; a test holds the two together.
CREATE OR REPLACE FUNCTION refusal_for_state(p_state text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE p_state
        WHEN 'ready' THEN 'NOT_SCANNED_PAYMENT'
        WHEN 'held' THEN 'ALREADY_SCANNED_PAYMENT'
        WHEN 'confirmed' THEN 'PAYMENT_IN_PROGRESS'
        WHEN 'authorizing' THEN 'PAYMENT_IN_PROGRESS'
        WHEN 'authorizing_cancel' THEN 'PAYMENT_IN_PROGRESS'
        WHEN 'reversing' THEN 'PAYMENT_IN_PROGRESS'
        WHEN 'reversing_cancel' THEN 'PAYMENT_IN_PROGRESS'
        WHEN 'unknown' THEN 'PAYMENT_IN_PROGRESS'
        WHEN 'approved' THEN 'ALREADY_PROCESSED_PAYMENT'
        WHEN 'partially_canceled' THEN 'ALREADY_PROCESSED_PAYMENT'
        WHEN 'approved_voiding' THEN 'ALREADY_CANCELED_PAYMENT'
        WHEN 'voiding' THEN 'ALREADY_CANCELED_PAYMENT'
        WHEN 'canceled' THEN 'ALREADY_CANCELED_PAYMENT'
        WHEN 'aborted' THEN 'ABORTED_PAYMENT'
        WHEN 'expired' THEN 'EXPIRED_PAYMENT'
    END
$$;
