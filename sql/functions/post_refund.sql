-- The ledger entries of a refund of p_amount, after p_before has gone back already: the merchant's
-- payable, our fee and its VAT give back their shares (cumulative, so that parts add up to the whole),
-- fee and VAT only if the contract says so. core/ledger/posting has the approval's entries.
-- The caller holds the payment's lock.
-- Tables: transaction, ledger_entry (read and insert).
CREATE OR REPLACE FUNCTION post_refund(p payment, p_transaction_id uuid, p_before bigint, p_amount bigint,
                                       p_now timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
DECLARE
    v_fee bigint := 0;
    v_vat bigint := 0;
BEGIN
    IF p.fee_refundable THEN
        SELECT coalesce(sum(share_of(-e.amount_minor, p_before + p_amount, p.total_minor)
                            - share_of(-e.amount_minor, p_before, p.total_minor))
                            FILTER (WHERE e.account = 'fee_revenue'), 0),
            coalesce(sum(share_of(-e.amount_minor, p_before + p_amount, p.total_minor)
                         - share_of(-e.amount_minor, p_before, p.total_minor))
                         FILTER (WHERE e.account = 'fee_vat_payable'), 0)
        INTO v_fee, v_vat
        FROM ledger_entry e JOIN transaction t ON t.merchant_id = e.merchant_id AND t.transaction_id = e.transaction_id
        WHERE e.merchant_id = p.merchant_id AND e.payment_id = p.payment_id AND t.type = 'PAYMENT';
    END IF;
    INSERT INTO ledger_entry (merchant_id, entry_id, transaction_id, payment_id, account, amount_minor, currency, created_at)
    SELECT p.merchant_id, uuid_v7(p_now), p_transaction_id, p.payment_id, e.account, e.amount, p.currency, p_now
    FROM unnest(ARRAY['acquirer_receivable', 'merchant_payable', 'fee_revenue', 'fee_vat_payable'],
                ARRAY[-p_amount, p_amount - v_fee - v_vat, v_fee, v_vat]) AS e(account, amount)
    WHERE e.amount <> 0;
END
$$;
