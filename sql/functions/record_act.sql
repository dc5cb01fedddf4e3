-- Writes down an act, in the commit that does it, at the end of its chain. By p_staff_id; else by p_operator; else by the
-- session's operator (acting_operator). Of neither, it is a shopper's, or a shop's by its key, and no act: nothing is
-- written. p_merchant_id: whose chain; null: of no merchant. No secret, card number or password in p_details.
-- Called once for what was changed, and not again where the caller is called again and finds it done.
-- Tables, in lock order: audit_head (locked, update), audit_act (insert): the last that an act locks.
CREATE OR REPLACE FUNCTION record_act(p_merchant_id bigint, p_staff_id uuid, p_operator text, p_noun text, p_verb text,
                                      p_subject text, p_details jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pay200, pg_temp AS $$
DECLARE
    a audit_act;
    h audit_head;
BEGIN
    a.actor := coalesce(p_staff_id::text, p_operator, acting_operator());
    IF a.actor IS NULL THEN
        RETURN;
    END IF;
    a.merchant_id := coalesce(p_merchant_id, 0);
    SELECT * INTO h FROM audit_head WHERE merchant_id = a.merchant_id FOR UPDATE;
    IF NOT FOUND THEN
        IF NOT (p_noun = 'merchant' AND p_verb = 'add') THEN  -- somebody has taken it away: no chain begins anew in silence
            RAISE EXCEPTION 'the audit chain of merchant % has no head', a.merchant_id;
        END IF;
        INSERT INTO audit_head (merchant_id, seq, hash) VALUES (a.merchant_id, 0, decode(repeat('00', 32), 'hex'))
        RETURNING * INTO h;
    END IF;
    a.seq := h.seq + 1;
    a.at := clock_timestamp();  -- after the lock: else an act that has waited would be older than the one before it
    a.act_id := uuid_v7(a.at);
    a.actor_kind := CASE WHEN p_staff_id IS NULL THEN 'operator' ELSE 'staff' END;
    a.noun := p_noun;
    a.verb := p_verb;
    a.subject := coalesce(p_subject, '');
    a.details := coalesce(jsonb_strip_nulls(p_details), '{}'::jsonb)::text;
    a.hash := sha256(h.hash || audit_content(a));
    INSERT INTO audit_act VALUES (a.*);
    UPDATE audit_head SET seq = a.seq, hash = a.hash WHERE merchant_id = a.merchant_id;
END
$$;
