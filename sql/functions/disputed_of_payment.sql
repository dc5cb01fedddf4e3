-- How much of a payment disputes hold, or have taken from its merchant for good. What they have is not there to be
-- given back once more. The caller holds the payment's lock, which every change of its disputes takes first.
-- Tables: dispute (read).
CREATE OR REPLACE FUNCTION disputed_of_payment(p payment) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = pay200, pg_temp AS $$
BEGIN
    RETURN (SELECT coalesce(sum(amount_minor), 0) FROM dispute
            WHERE merchant_id = p.merchant_id AND payment_id = p.payment_id AND state <> 'WON');
END
$$;
