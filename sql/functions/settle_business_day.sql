-- A business day of a merchant: what has been sold until then, is cleared and was not settled before becomes one
-- settlement with its lines, its payout (none if there is nothing to pay) and its webhook, in one commit. What the
-- settlement before left owing to us is taken from it; a net below zero is carried on.
-- Every line must be what the ledger says of merchant_payable (in won, the one currency there is), else nothing is
-- settled and this raises.
-- outcome 'settled'; 'exists' (that day or a later one is settled already: nothing changed); 'nothing' (to settle).
-- Idempotent by p_settlement_id, and by the day.
-- Tables, in lock order: settlement_turn, settlement, settlement_reconciliation, settlement_line, payout,
-- settlement_outbox; and settlement_items' and ledger_entry (read).
CREATE OR REPLACE FUNCTION settle_business_day(p_merchant_id bigint, p_settlement_id uuid, p_payout_id uuid,
                                               p_business_day date, p_due_day date, p_now timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pay200, pg_temp AS $$
DECLARE
    s settlement;
    before settlement;
    v_runs uuid[];
    v_wrong text;
BEGIN
    INSERT INTO settlement_turn (merchant_id) VALUES (p_merchant_id) ON CONFLICT DO NOTHING;
    PERFORM 1 FROM settlement_turn WHERE merchant_id = p_merchant_id FOR UPDATE;
    SELECT * INTO before FROM settlement WHERE merchant_id = p_merchant_id
    ORDER BY business_day DESC LIMIT 1;
    IF before.settlement_id = p_settlement_id THEN  -- called again after a broken connection
        RETURN 'settled';
    ELSIF before.business_day >= p_business_day THEN
        RETURN 'exists';
    END IF;

    -- One that is done by the next statement is left for the next settlement.
    v_runs := unsettled_reconciliations(p_merchant_id, p_business_day);
    INSERT INTO settlement_reconciliation (merchant_id, reconciliation_id, settlement_id)
    SELECT p_merchant_id, run, p_settlement_id FROM unnest(v_runs) AS run;
    INSERT INTO settlement_line (merchant_id, line_id, settlement_id, type, payment_id, transaction_id, business_day,
        occurred_at, amount_minor, fee_minor, vat_minor, payable_minor)
    SELECT p_merchant_id, i.line_id, p_settlement_id, i.type, i.payment_id, i.transaction_id, i.business_day,
        i.occurred_at, i.amount_minor, i.fee_minor, i.vat_minor, i.amount_minor - i.fee_minor - i.vat_minor
    FROM settlement_items(p_merchant_id, p_business_day, v_runs) i;
    IF NOT FOUND THEN
        RETURN 'nothing';
    END IF;
    SELECT format('line %s: %s, the ledger says %s', l.line_id, l.payable_minor, e.payable) INTO v_wrong
    FROM settlement_line l
    LEFT JOIN LATERAL (
        SELECT -sum(amount_minor) AS payable FROM ledger_entry
        WHERE merchant_id = p_merchant_id AND transaction_id = l.line_id AND account = 'merchant_payable'
            AND currency = 'KRW'
    ) e ON true
    WHERE l.merchant_id = p_merchant_id AND l.settlement_id = p_settlement_id
        AND l.payable_minor <> coalesce(e.payable, 0)
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'settlement of merchant % and %: %', p_merchant_id, p_business_day, v_wrong;
    END IF;

    SELECT coalesce(sum(amount_minor) FILTER (WHERE type = 'PAYMENT'), 0),
        -coalesce(sum(amount_minor) FILTER (WHERE type = 'CANCEL'), 0),
        -coalesce(sum(amount_minor) FILTER (WHERE type = 'REFUND'), 0), sum(fee_minor), sum(vat_minor),
        -coalesce(sum(amount_minor) FILTER (WHERE type IN ('DISPUTE_LOST', 'DISPUTE_WON')), 0),
        coalesce(sum(amount_minor) FILTER (WHERE type = 'PAYOUT_RETURNED'), 0), sum(payable_minor), count(*)
    INTO s.gross_minor, s.canceled_minor, s.refunded_minor, s.fee_minor, s.vat_minor, s.disputed_minor,
        s.returned_minor, s.net_minor, s.lines
    FROM settlement_line WHERE merchant_id = p_merchant_id AND settlement_id = p_settlement_id;
    s.carried_in_minor := coalesce(before.carried_out_minor, 0);
    s.net_minor := s.net_minor + s.carried_in_minor;
    INSERT INTO settlement (merchant_id, settlement_id, business_day, due_day, currency, gross_minor, canceled_minor,
        refunded_minor, fee_minor, vat_minor, disputed_minor, returned_minor, carried_in_minor, net_minor, payout_minor,
        carried_out_minor, lines, created_at)
    VALUES (p_merchant_id, p_settlement_id, p_business_day, p_due_day, 'KRW', s.gross_minor, s.canceled_minor,
        s.refunded_minor, s.fee_minor, s.vat_minor, s.disputed_minor, s.returned_minor, s.carried_in_minor, s.net_minor,
        greatest(s.net_minor, 0), least(s.net_minor, 0), s.lines, p_now);
    IF s.net_minor > 0 THEN
        INSERT INTO payout (merchant_id, payout_id, settlement_id, amount_minor, currency, due_day, state, made_at)
        VALUES (p_merchant_id, p_payout_id, p_settlement_id, s.net_minor, 'KRW', p_due_day, 'MADE', p_now);
    END IF;
    INSERT INTO settlement_outbox (merchant_id, settlement_id) VALUES (p_merchant_id, p_settlement_id);
    RETURN 'settled';
END
$$;
GRANT EXECUTE ON FUNCTION settle_business_day TO pay200_operator;
