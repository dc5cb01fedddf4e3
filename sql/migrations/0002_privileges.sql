-- Least privilege: the programs' roles read tables and call functions, nothing else. A transition
-- is a SECURITY DEFINER function of the owner; no role but the owner may insert, update or delete,
-- so nothing can alter a ledger entry or an event. Each function's file grants who may call it.

ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

GRANT USAGE ON SCHEMA pay200 TO pay200_api, pay200_link, pay200_relay, pay200_operator;

GRANT SELECT ON merchant, api_key, shopper_login, shopper_session, card, payment_order, attempt, reversal TO pay200_api;
-- Not pin_hmac: a worker holds the key to it, and six digits are soon tried. verify_pin compares.
GRANT SELECT (shopper_id, mode, name, password_hash, login_locked_until) ON shopper TO pay200_api;
GRANT SELECT ON data_key, attempt, reversal, terminal TO pay200_link;
GRANT SELECT ON payment, reversal TO pay200_relay;
GRANT SELECT ON merchant, payment, payment_order, cancel, reversal, transaction, ledger_entry, payment_event,
    terminal, idempotency, shopper_login TO pay200_operator;
-- Not key_hash.
GRANT SELECT (key_id, merchant_id, kind, prefix, last_four, created_at, revoked_at) ON api_key TO pay200_operator;
-- Not the card number's ciphertext.
GRANT SELECT (merchant_id, attempt_id, payment_id, state, acquirer, terminal_id, amount_minor, currency, deadline_at)
    ON attempt TO pay200_relay;
GRANT SELECT (merchant_id, attempt_id, payment_id, number, state, shopper_id, card_id, card_bin, card_last_four,
    card_brand, acquirer, terminal_id, stan, rrn, transmitted_at, amount_minor, currency, deadline_at, started_at,
    finished_at, response_code, approval_code, late_approval_code) ON attempt TO pay200_operator;
