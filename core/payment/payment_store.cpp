#include "core/payment/payment_store.hpp"

#include <nlohmann/json.hpp>
#include <pqxx/pqxx>

#include "core/audit/acting_staff.hpp"
#include "core/payment/change_hint.hpp"
#include "core/platform/assert.hpp"

namespace pay200::payment_store {
namespace {

using db::Params;
using db::Statement;

std::optional<Payment> payment_in(const pqxx::row& row, const char* column) {
  const auto snapshot = db::optional_text(row, column);
  if (!snapshot) return std::nullopt;
  return payment_from_snapshot(nlohmann::json::parse(*snapshot));
}

Transition transition_in(const pqxx::row& row) {
  Transition transition;
  transition.outcome = db::optional_text(row, "outcome").value_or("");
  transition.replayed = !transition.outcome.empty() && db::flag(row, "replayed");
  transition.acquirer_code = db::optional_text(row, "acquirer_code");
  transition.holder_id = db::optional_text(row, "holder_id");
  transition.payment = payment_in(row, "snapshot");
  return transition;
}

void add_claim(Params& params, const OptionalClaim& claim) {
  if (claim) {
    params.add_bytes(claim->scope).add_bytes(claim->request_hash);
  } else {
    params.add_null().add_null();
  }
}

Params key_params(const PaymentKey& key) {
  Params params;
  params.add(key.merchant_id).add(key.payment_id);
  return params;
}

template <class Id>
Params id_params(MerchantId merchant_id, Id id) {
  Params params;
  params.add(merchant_id).add(id);
  return params;
}

template <class Id>
Id id_in(const pqxx::row& row, const char* column) {
  const auto id = Id::from_sql(db::text(row, column));
  PAY200_ASSERT(id);
  return *id;
}

MerchantId merchant_in(const pqxx::row& row) { return {db::number(row, "merchant_id")}; }

DueReversal reversal_in(const pqxx::row& row) {
  return {.merchant_id = merchant_in(row),
          .reversal_id = id_in<ReversalId>(row, "reversal_id"),
          .acquirer = db::text(row, "acquirer"),
          .terminal_id = db::text(row, "terminal_id"),
          .is_void = db::text(row, "reason") == "void",
          .tries = static_cast<int>(db::number(row, "tries"))};
}

void add_card(Params& params, const CardToCharge& card) {
  params.add(card.id)
      .add_bytes(card.pan_nonce)
      .add_bytes(card.pan_ciphertext)
      .add(card.key_version)
      .add(card.bin)
      .add(card.last_four)
      .add(card.brand)
      .add(card.expiry);
}

Params& add_identity(Params& params, const MessageIdentity& identity) {
  return params.add(identity.terminal_id)
      .add(identity.stan)
      .add(identity.rrn)
      .add(identity.transmitted_at);
}

Params& add_next_attempt(Params& params, const NextAttempt& next) {
  params.add(next.id).add(next.slot.acquirer);
  return add_identity(params, next.slot.identity).add(next.deadline_at);
}

FeeContract fee_in(const pqxx::row& row) {
  return {static_cast<int>(db::number(row, "fee_basis_points")),
          db::number(row, "fee_fixed_minor")};
}

ShopperConfirm shopper_confirm_in(const pqxx::row& row) {
  return {.id = id_in<ConfirmId>(row, "confirm_id"),
          .shopper_id = id_in<ShopperId>(row, "shopper_id"),
          .card = {.id = id_in<CardId>(row, "card_id"),
                   .pan_nonce = db::bytes(row, "pan_nonce"),
                   .pan_ciphertext = db::bytes(row, "pan_ciphertext"),
                   .key_version = static_cast<int>(db::number(row, "key_version")),
                   .bin = db::text(row, "bin"),
                   .last_four = db::text(row, "last_four"),
                   .brand = db::text(row, "brand"),
                   .expiry = db::text(row, "expiry"),
                   .live = db::flag(row, "live")},
          .installment_months = static_cast<int>(db::number(row, "installment_months"))};
}

Transition hinted(Transition transition) {
  if (transition.payment) hint_change(transition.payment->key);
  return transition;
}

/// A transition of every payment: with others' under load. `id`: of the row that it locks first.
Transition transit_in_set(db::Database& database, const Statement& statement, const Params& params,
                          MerchantId merchant_id, std::string_view id) {
  const std::string key = to_text(merchant_id) + "/" + std::string(id);
  return hinted(transition_in(database.call_in_set(statement, params, key)));
}

std::int64_t limit(std::size_t most) { return static_cast<std::int64_t>(most); }

}  // namespace

Transition transit(db::Database& database, const Statement& statement, const Params& params) {
  return hinted(transition_in(database.call(statement, params)[0]));
}

std::optional<Payment> find_payment_by_order(db::Database& database, MerchantId merchant_id,
                                             const std::string& order_id) {
  static const Statement statement{"find_payment_by_order", R"(
    SELECT payment_snapshot(merchant_id, payment_id) AS snapshot FROM payment_order
    WHERE merchant_id = $1 AND order_id = $2)"};
  const auto result = database.read(statement, Params().add(merchant_id).add(order_id));
  if (result.empty()) return std::nullopt;
  return payment_in(result[0], "snapshot");
}

ConfirmTerms terms_to_confirm(db::Database& database, const PaymentKey& key, ShopperId shopper_id) {
  static const Statement statement{"terms_to_confirm",
                                   "SELECT * FROM terms_to_confirm($1, $2, $3)"};
  const pqxx::row row = database.read_in_set(statement, key_params(key).add(shopper_id)).value();
  const auto refusal = db::optional_text(row, "refusal");
  if (refusal) {
    return {.refusal = error_code_from_wire(*refusal),
            .total_minor = db::optional_number(row, "total_minor").value_or(0),
            .fee = {}};
  }
  return {.refusal = std::nullopt,
          .shop_confirms = db::flag(row, "shop_confirms"),
          .total_minor = db::number(row, "total_minor"),
          .fee = fee_in(row)};
}

std::optional<ShopConfirmTerms> terms_to_shop_confirm(db::Database& database,
                                                      const PaymentKey& key) {
  static const Statement statement{"terms_to_shop_confirm",
                                   "SELECT * FROM terms_to_shop_confirm($1, $2)"};
  const auto result = database.read(statement, key_params(key));
  if (result.empty()) return std::nullopt;
  const pqxx::row row = result[0];
  ShopConfirmTerms terms{.refusal = std::nullopt,
                         .order_id = db::text(row, "order_id"),
                         .total_minor = db::number(row, "total_minor"),
                         .fee = fee_in(row),
                         .confirm = std::nullopt};
  if (const auto refusal = db::optional_text(row, "refusal")) {
    terms.refusal = error_code_from_wire(*refusal);
  } else {
    terms.confirm = shopper_confirm_in(row);
  }
  return terms;
}

Transition kept_answer(db::Database& database, MerchantId merchant_id,
                       const IdempotencyClaim& claim) {
  static const Statement statement{"kept_answer", "SELECT * FROM kept_answer($1, $2, $3)"};
  return transition_in(database.read(
      statement,
      Params().add(merchant_id).add_bytes(claim.scope).add_bytes(claim.request_hash))[0]);
}

Transition create_payment(db::Database& database, const NewPayment& payment,
                          const OptionalClaim& claim, Time now) {
  static const Statement statement{
      "create_payment",
      "SELECT * FROM create_payments(ARRAY[ROW($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, "
      "$13, $14, $15, $16, $17)::create_call])"};
  Params params = key_params(payment.key);
  params.add(payment.order_id)
      .add(payment.order_name)
      .add(payment.customer_name)
      .add(to_text(payment.total.currency))
      .add(payment.total.amount_minor)
      .add(payment.tax.supplied_minor)
      .add(payment.tax.vat_minor)
      .add(payment.tax.tax_free_minor)
      .add(payment.installment_least)
      .add(payment.installment_most)
      .add(payment.by_client)
      .add(payment.expires_at);
  add_claim(params, claim);
  return transit_in_set(database, statement, params.add(now), payment.key.merchant_id,
                        payment.order_id);
}

Transition scan_payment(db::Database& database, const PaymentKey& key, ShopperId shopper_id,
                        bool live, Time hold_expires_at, Time now) {
  static const Statement statement{
      "scan_payment", "SELECT * FROM scan_payments(ARRAY[ROW($1, $2, $3, $4, $5, $6)::scan_call])"};
  const Params params =
      key_params(key).add(shopper_id).add(live ? "live" : "test").add(hold_expires_at).add(now);
  return transit_in_set(database, statement, params, key.merchant_id, key.payment_id.to_sql());
}

Transition await_shop_confirm(db::Database& database, const PaymentKey& key,
                              const NewConfirm& confirm, int max_attempts,
                              const OptionalClaim& claim, Time now) {
  static const Statement statement{"await_shop_confirm", R"(
    SELECT * FROM await_shop_confirm($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,
                                     $15, $16, $17, $18))"};
  Params params = key_params(key);
  params.add(confirm.shopper_id).add(confirm.id);
  add_card(params, confirm.card);
  params.add(confirm.installment_months).add(confirm.expires_at).add(max_attempts);
  add_claim(params, claim);
  return transit(database, statement, params.add(now));
}

Transition begin_attempt(db::Database& database, const PaymentKey& key, const NewAttempt& attempt,
                         int max_attempts, const OptionalClaim& claim, Time now) {
  static const Statement statement{"begin_attempt", R"(
    SELECT * FROM begin_attempts(ARRAY[ROW($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
      $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)::begin_call]))"};
  Params params = key_params(key);
  params.add(attempt.shopper_id).add(attempt.id).add(attempt.confirm_id);
  add_card(params, attempt.card);
  params.add(attempt.installment_months).add(attempt.slot.acquirer);
  add_identity(params, attempt.slot.identity).add(attempt.deadline_at).add(max_attempts);
  add_claim(params, claim);
  Transition transition = transit_in_set(database, statement, params.add(now), key.merchant_id,
                                         key.payment_id.to_sql());
  hint_change(key);  // a started one comes without a snapshot
  return transition;
}

Transition cancel_payment(db::Database& database, const PaymentKey& key, const NewCancel& cancel,
                          const OptionalClaim& claim, Time now) {
  static const Statement statement{
      "cancel_payment",
      "SELECT * FROM cancel_payment($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, "
      "$15, $16, $17, $18)"};
  Params params = key_params(key);
  params.add(cancel.by_shopper ? "shopper"
             : cancel.by_page  ? "page"
                               : "merchant")
      .add(cancel.by_shopper)
      .add(cancel.id)
      .add(cancel.amount_minor)
      .add(cancel.tax_free_minor)
      .add(cancel.current_balance_minor)
      .add(cancel.reason)
      .add(cancel.by_operator)
      .add(cancel.transaction_id)
      .add(cancel.reversal_id)
      .add(cancel.refund_id)
      .add(to_text(cancel.business_day));
  add_claim(params, claim);
  return transit(database, statement, params.add(now).add(ActingStaff::current()));
}

Transition approve_payment(db::Database& database, MerchantId merchant_id, AttemptId attempt_id,
                           const Approval& approval, Time now) {
  static const Statement statement{
      "approve_payment",
      "SELECT * FROM approve_payments(ARRAY[ROW($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
      "::approve_call])"};
  std::vector<std::string> entry_ids, accounts;
  std::vector<std::int64_t> amounts;
  for (const LedgerEntry& entry : approval.entries) {
    entry_ids.push_back(Uuid::make_v7(now).to_string());
    accounts.emplace_back(entry.account);
    amounts.push_back(entry.amount_minor);
  }
  const Params params = id_params(merchant_id, attempt_id)
                            .add(approval.response_code)
                            .add(approval.approval_code)
                            .add(approval.transaction_id)
                            .add(to_text(approval.business_day))
                            .add(entry_ids)
                            .add(accounts)
                            .add(amounts)
                            .add(approval.void_reversal_id)
                            .add(now);
  // A payment has one attempt at a time.
  return transit_in_set(database, statement, params, merchant_id, attempt_id.to_sql());
}

Transition decline_payment(db::Database& database, MerchantId merchant_id, AttemptId attempt_id,
                           const Decline& decline, const GiveBack& give_back, Time now) {
  static const Statement statement{
      "decline_payment", "SELECT * FROM decline_payment($1, $2, $3, $4, $5, $6, $7, $8, $9)"};
  return transit(database, statement,
                 id_params(merchant_id, attempt_id)
                     .add(decline.response_code)
                     .add(wire_name(decline.error_code))
                     .add(decline.max_attempts)
                     .add(give_back.hold_expires_at)
                     .add(give_back.transaction_id)
                     .add(to_text(give_back.business_day))
                     .add(now));
}

Transition release_attempt(db::Database& database, MerchantId merchant_id, AttemptId attempt_id,
                           const GiveBack& give_back, Time now) {
  static const Statement statement{"release_attempt",
                                   "SELECT * FROM release_attempt($1, $2, $3, $4, $5, $6)"};
  return transit(database, statement,
                 id_params(merchant_id, attempt_id)
                     .add(give_back.hold_expires_at)
                     .add(give_back.transaction_id)
                     .add(to_text(give_back.business_day))
                     .add(now));
}

Transition reroute_attempt(db::Database& database, MerchantId merchant_id, AttemptId attempt_id,
                           const NextAttempt& next, Time now) {
  static const Statement statement{
      "reroute_attempt", "SELECT * FROM reroute_attempt($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"};
  Params params = id_params(merchant_id, attempt_id);
  return transit(database, statement, add_next_attempt(params, next).add(now));
}

Transition reverse_attempt(db::Database& database, MerchantId merchant_id, AttemptId attempt_id,
                           const ClaimedReversal& reversal, const std::string& why, Time now) {
  static const Statement statement{
      "reverse_attempt",
      "SELECT * FROM reverse_attempt($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"};
  Params params = id_params(merchant_id, attempt_id).add(reversal.id).add(why);
  return transit(database, statement,
                 add_identity(params, reversal.slot.identity)
                     .add(reversal.answer_by)
                     .add(reversal.next_at)
                     .add(now));
}

Transition reroute_reversed_attempt(db::Database& database, MerchantId merchant_id,
                                    AttemptId attempt_id, const AcknowledgedReversal& reversal,
                                    const NextAttempt& next, Time now) {
  static const Statement statement{
      "reroute_reversed_attempt",
      "SELECT * FROM reroute_reversed_attempt($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, "
      "$13, $14)"};
  Params params = id_params(merchant_id, attempt_id)
                      .add(reversal.id)
                      .add(reversal.response_code)
                      .add(reversal.recheck_id)
                      .add(reversal.recheck_at);
  return transit(database, statement, add_next_attempt(params, next).add(now));
}

Transition mark_unknown(db::Database& database, MerchantId merchant_id, AttemptId attempt_id,
                        ReversalId reversal_id, const std::string& why, Time now) {
  static const Statement statement{"mark_unknown",
                                   "SELECT * FROM mark_unknown($1, $2, $3, $4, $5)"};
  return transit(database, statement,
                 id_params(merchant_id, attempt_id).add(reversal_id).add(why).add(now));
}

std::optional<DueReversal> find_reversal(db::Database& database, MerchantId merchant_id,
                                         ReversalId reversal_id) {
  static const Statement statement{"find_reversal", R"(
    SELECT r.merchant_id, r.reversal_id, r.reason, r.tries, a.acquirer, a.terminal_id
    FROM reversal r JOIN attempt a ON a.merchant_id = r.merchant_id AND a.attempt_id = r.attempt_id
    WHERE r.merchant_id = $1 AND r.reversal_id = $2)"};
  const auto result = database.read(statement, id_params(merchant_id, reversal_id));
  if (result.empty()) return std::nullopt;
  return reversal_in(result[0]);
}

bool claim_reversal(db::Database& database, MerchantId merchant_id, ReversalId reversal_id,
                    bool first, const std::optional<Slot>& slot, Time next_at, Time now) {
  static const Statement statement{
      "claim_reversal", "SELECT claim_reversal($1, $2, $3, $4, $5, $6, $7, $8, $9) AS claimed"};
  Params params = id_params(merchant_id, reversal_id).add(first);
  if (slot) {
    add_identity(params, slot->identity);
  } else {
    params.add_null().add_null().add_null().add_null();
  }
  return db::flag(database.call(statement, params.add(next_at).add(now))[0], "claimed");
}

Transition acknowledge_reversal(db::Database& database, MerchantId merchant_id,
                                ReversalId reversal_id, const std::string& response_code,
                                TransactionId transaction_id, Day business_day, Time now) {
  static const Statement statement{"acknowledge_reversal",
                                   "SELECT * FROM acknowledge_reversal($1, $2, $3, $4, $5, $6)"};
  return transit(database, statement,
                 id_params(merchant_id, reversal_id)
                     .add(response_code)
                     .add(transaction_id)
                     .add(to_text(business_day))
                     .add(now));
}

Transition refund_instead(db::Database& database, MerchantId merchant_id, ReversalId reversal_id,
                          const std::string& response_code, RefundId refund_id, Time now) {
  static const Statement statement{"refund_instead",
                                   "SELECT * FROM refund_instead($1, $2, $3, $4, $5)"};
  return transit(database, statement,
                 id_params(merchant_id, reversal_id).add(response_code).add(refund_id).add(now));
}

Transition refuse_reversal(db::Database& database, MerchantId merchant_id, ReversalId reversal_id,
                           const std::string& response_code, bool alarm, Time now) {
  static const Statement statement{"refuse_reversal",
                                   "SELECT * FROM refuse_reversal($1, $2, $3, $4, $5)"};
  return transit(database, statement,
                 id_params(merchant_id, reversal_id).add(response_code).add(alarm).add(now));
}

std::vector<PaymentKey> due_payments(db::Database& database, std::size_t most, Time now) {
  static const Statement statement{"due_payments", R"(
    (SELECT merchant_id, payment_id FROM payment
     WHERE state IN ('held', 'confirmed') AND hold_expires_at <= $1 ORDER BY hold_expires_at LIMIT $2)
    UNION ALL
    (SELECT merchant_id, payment_id FROM payment
     WHERE state = 'ready' AND expires_at <= $1 ORDER BY expires_at LIMIT $2)
    LIMIT $2)"};
  std::vector<PaymentKey> keys;
  for (const auto& row : database.read(statement, Params().add(now).add(limit(most)))) {
    keys.push_back({merchant_in(row), id_in<PaymentId>(row, "payment_id")});
  }
  return keys;
}

PaymentState expire_payment(db::Database& database, const PaymentKey& key, Time now) {
  static const Statement statement{"expire_payment", "SELECT expire_payment($1, $2, $3) AS state"};
  const auto result = database.call(statement, key_params(key).add(now));
  hint_change(key);
  return payment_state_from_text(db::text(result[0], "state"));
}

std::vector<DueAttempt> due_attempts(db::Database& database, std::size_t most,
                                     Time deadline_before) {
  static const Statement statement{"due_attempts", R"(
    SELECT merchant_id, attempt_id FROM attempt
    WHERE state IN ('sending', 'reversing') AND deadline_at < $1 ORDER BY deadline_at LIMIT $2)"};
  std::vector<DueAttempt> due;
  for (const auto& row : database.read(statement, Params().add(deadline_before).add(limit(most)))) {
    due.push_back({merchant_in(row), id_in<AttemptId>(row, "attempt_id")});
  }
  return due;
}

std::vector<DueReversal> due_reversals(db::Database& database, std::size_t most, Time now) {
  static const Statement statement{"due_reversals", R"(
    SELECT r.merchant_id, r.reversal_id, r.reason, r.tries, a.acquirer, a.terminal_id
    FROM reversal r JOIN attempt a ON a.merchant_id = r.merchant_id AND a.attempt_id = r.attempt_id
    WHERE r.state = 'pending' AND r.next_at <= $1 ORDER BY r.next_at LIMIT $2)"};
  std::vector<DueReversal> due;
  for (const auto& row : database.read(statement, Params().add(now).add(limit(most)))) {
    due.push_back(reversal_in(row));
  }
  return due;
}

void postpone_reversal(db::Database& database, const DueReversal& due, Time next_at, Time now) {
  static const Statement statement{"postpone_reversal", "SELECT postpone_reversal($1, $2, $3, $4)"};
  database.call(statement, id_params(due.merchant_id, due.reversal_id).add(next_at).add(now));
}

}  // namespace pay200::payment_store
