#pragma once
// Calls of the functions that take sets of them, as SQL, and what they leave behind.

#include <algorithm>
#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>
#include <string>
#include <vector>

#include "tests/support/payment_world.hpp"

namespace pay200::test {

/// An element of a set function's array, in SQL, and the payments that it is about.
struct SetCall {
  std::string sql;
  std::vector<PaymentId> payment_ids;
};

inline constexpr const char* kRowsOfPayments = R"(
  SELECT jsonb_object_agg(k.id, jsonb_build_object(
    'payment', (SELECT to_jsonb(p) FROM payment p WHERE payment_id = k.id),
    'order', (SELECT jsonb_agg(to_jsonb(o)) FROM payment_order o WHERE payment_id = k.id),
    'attempts', (SELECT jsonb_agg(to_jsonb(a) - 'stan' ORDER BY number) FROM attempt a WHERE payment_id = k.id),
    'cancels', (SELECT jsonb_agg(to_jsonb(c)) FROM cancel c WHERE payment_id = k.id),
    'reversals', (SELECT jsonb_agg(to_jsonb(r)) FROM reversal r WHERE payment_id = k.id),
    'transactions', (SELECT jsonb_agg(to_jsonb(t) ORDER BY type) FROM transaction t WHERE payment_id = k.id),
    'entries', (SELECT jsonb_agg(to_jsonb(l) ORDER BY account) FROM ledger_entry l WHERE payment_id = k.id),
    'events', (SELECT jsonb_agg(to_jsonb(e) ORDER BY number) FROM payment_event e WHERE payment_id = k.id),
    'outbox', (SELECT jsonb_agg(to_jsonb(o) ORDER BY number) FROM outbox o WHERE payment_id = k.id),
    'keys', (SELECT jsonb_agg(to_jsonb(i) ORDER BY state) FROM idempotency i WHERE payment_id = k.id)))
  FROM unnest(ARRAY[@ids]::uuid[]) AS k(id))";

/// With a name for each id, in the order in which they come, so that twins read the same.
inline std::string with_names(const std::string& text) {
  static const std::regex id(
      "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|order-[0-9]+|632607[0-9]{6}|"
      R"(\\\\x[0-9a-f]{64})");
  std::map<std::string, std::string> names;
  std::string named;
  auto at = text.cbegin();
  for (std::sregex_iterator found(text.begin(), text.end(), id), end; found != end; ++found) {
    named.append(at, (*found)[0].first);
    at = (*found)[0].second;
    const auto name = names.try_emplace(found->str(), "<" + std::to_string(names.size()) + ">");
    named += name.first->second;
  }
  return named.append(at, text.cend());
}

class TransitionSetFixture : public ::testing::Test {
 protected:
  using OptionalClaim = payment_store::OptionalClaim;

  /// Each call's answer and the rows of its payments, in the order of the calls.
  std::vector<std::string> go(const std::string& function, const std::vector<SetCall>& calls) {
    using nlohmann::json;
    const json answers = json::parse(world_.value(
        "SELECT jsonb_agg(to_jsonb(r) ORDER BY place) FROM " + on_set(function, calls) + " AS r"));
    EXPECT_EQ(answers.size(), calls.size());
    std::string ids;
    for (const SetCall& call : calls) {
      for (const PaymentId& id : call.payment_ids)
        ids += (ids.empty() ? "'" : ", '") + id.to_sql() + "'";
    }
    const std::string rows =
        world_.value(std::regex_replace(kRowsOfPayments, std::regex("@ids"), ids));
    const json of_payments = rows.empty() ? json() : json::parse(rows);
    std::vector<std::string> told;
    for (std::size_t i = 0; i < calls.size(); ++i) {
      json answer = answers.at(i);
      EXPECT_EQ(answer.at("place"), i);
      answer.erase("place");
      std::string all = answer.dump();
      for (const PaymentId& id : calls[i].payment_ids)
        all += "\n" + of_payments.at(id.to_sql()).dump(1);
      told.push_back(with_names(all));
    }
    return told;
  }
  static std::string on_set(const std::string& function, const std::vector<SetCall>& calls) {
    std::string elements;
    for (const SetCall& call : calls) elements += (elements.empty() ? "" : ", ") + call.sql;
    return function + "(ARRAY[" + elements + "])";
  }

  std::string quoted(const std::string& text) const { return "'" + text + "'"; }
  std::string at(Time time) const { return quoted(to_sql(time)); }
  std::string merchant() const { return std::to_string(world_.merchant_id.value); }
  static std::string claimed(const OptionalClaim& claim) {
    if (!claim) return "NULL, NULL";
    return "'" + claim->scope + "', '" + claim->request_hash + "'";
  }
  /// Of a request about this payment; 32 letters, which are also their own bytea.
  static IdempotencyClaim key_of(const PaymentId& id, char request = 'r') {
    return {id.to_sql().substr(4), std::string(32, request)};
  }

  SetCall create(const payment_store::NewPayment& payment,
                 const OptionalClaim& claim = std::nullopt,
                 const std::vector<PaymentId>& others = {}) {
    std::vector<PaymentId> ids = others;
    ids.push_back(payment.key.payment_id);
    return {"ROW(" + std::to_string(payment.key.merchant_id.value) + ", " +
                quoted(payment.key.payment_id.to_sql()) + ", " + quoted(payment.order_id) +
                ", '커피 두 잔', NULL, 'KRW', 11000, 10000, 1000, 0, 0, 12, " +
                (payment.by_client ? "true" : "false") + ", " + at(payment.expires_at) + ", " +
                claimed(claim) + ", " + at(world_.now) + ")::create_call",
            ids};
  }

  SetCall scan(const PaymentKey& key, ShopperId shopper_id, Time now, const char* mode = "test") {
    return {"ROW(" + merchant() + ", " + quoted(key.payment_id.to_sql()) + ", " +
                quoted(shopper_id.to_sql()) + ", " + quoted(mode) + ", " +
                at(now + std::chrono::minutes(3)) + ", " + at(now) + ")::scan_call",
            {key.payment_id}};
  }

  struct Beginning {
    AttemptId attempt_id = AttemptId::make(Time{});
    std::optional<ConfirmId> confirm_id = std::nullopt;
    std::optional<ShopperId> shopper_id = std::nullopt;
    OptionalClaim claim = std::nullopt;
    std::optional<Time> now = std::nullopt;
    int max_attempts = PaymentWorld::kMaxAttempts;
  };
  SetCall begin(const PaymentKey& key, const Beginning& beginning) {
    const Time now = beginning.now.value_or(world_.now);
    const Slot slot = world_.new_slot();
    return {"ROW(" + merchant() + ", " + quoted(key.payment_id.to_sql()) + ", " +
                quoted(beginning.shopper_id.value_or(world_.shopper_id).to_sql()) + ", " +
                quoted(beginning.attempt_id.to_sql()) + ", " +
                (beginning.confirm_id ? quoted(beginning.confirm_id->to_sql()) : "NULL") + ", " +
                quoted(world_.card_id.to_sql()) +
                ", 'nnnnnnnnnnnn', 'cccc', 1, '424242', '4242', 'visa', '3012', 0, 'sandbox', "
                "'T0000001', " +
                std::to_string(slot.identity.stan) + ", " + quoted(slot.identity.rrn) + ", " +
                at(now) + ", " + at(now + std::chrono::seconds(10)) + ", " +
                std::to_string(beginning.max_attempts) + ", " + claimed(beginning.claim) + ", " +
                at(now) + ")::begin_call",
            {key.payment_id}};
  }

  /// `too_much`: by which its first entry is wrong.
  SetCall approve(const KnownPayment& payment, std::int64_t too_much = 0) {
    const auto approval = world_.new_approval();
    std::string ids, accounts, amounts;
    for (const LedgerEntry& entry : approval.entries) {
      const std::string comma = ids.empty() ? "" : ", ";
      amounts += comma + std::to_string(entry.amount_minor + (ids.empty() ? too_much : 0));
      ids += comma + "gen_random_uuid()";
      accounts += comma + quoted(std::string(entry.account));
    }
    std::vector<PaymentId> about;
    if (payment.key.payment_id != PaymentId{}) about.push_back(payment.key.payment_id);
    return {"ROW(" + merchant() + ", " + quoted(payment.attempt_id.to_sql()) +
                ", '00', 'A12345', " + quoted(approval.transaction_id.to_sql()) +
                ", '2026-11-23', ARRAY[" + ids + "], ARRAY[" + accounts + "], ARRAY[" + amounts +
                "]::bigint[], " + quoted(payment.reversal_id.to_sql()) + ", " + at(world_.now) +
                ")::approve_call",
            about};
  }

  KnownPayment authorizing_with_key() {
    KnownPayment payment = world_.bring_to(PaymentState::kHeld);
    const auto attempt = world_.new_attempt();
    payment.attempt_id = attempt.id;
    EXPECT_EQ(world_.begin(payment.key, attempt, key_of(payment.key.payment_id)).outcome,
              "started");
    return payment;
  }
  KnownPayment canceled_on_its_way(const KnownPayment& payment) {
    EXPECT_EQ(world_.cancel(payment.key, world_.new_cancel()).outcome, "recorded");
    return payment;
  }
  KnownPayment approved(const KnownPayment& payment) {
    go("approve_payments", {approve(payment)});
    return payment;
  }

  std::vector<SetCall> many(std::size_t how_many, const std::function<SetCall()>& call) {
    std::vector<SetCall> calls;
    for (std::size_t i = 0; i < how_many; ++i) calls.push_back(call());
    return calls;
  }
  std::vector<SetCall> creations(std::size_t how_many) {
    return many(how_many, [&] { return create(world_.new_payment()); });
  }
  std::vector<SetCall> scans(std::size_t how_many) {
    return many(how_many, [&] {
      return scan(world_.bring_to(PaymentState::kReady).key, world_.shopper_id, world_.now);
    });
  }
  std::vector<SetCall> beginnings(std::size_t how_many) {
    return many(how_many, [&] { return begin(world_.bring_to(PaymentState::kHeld).key, {}); });
  }
  std::vector<SetCall> approvals(std::size_t how_many) {
    return many(how_many, [&] { return approve(world_.bring_to(PaymentState::kAuthorizing)); });
  }

  PaymentWorld world_;
};

}  // namespace pay200::test
