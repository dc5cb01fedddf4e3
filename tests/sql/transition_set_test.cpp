// The transitions of an ordinary payment work on sets: whatever goes together, each call has the
// outcome, and leaves the rows, that it would alone.

#include <algorithm>
#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <pqxx/pqxx>
#include <regex>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/comes_true.hpp"
#include "tests/support/payment_world.hpp"
#include "tests/support/together.hpp"

namespace pay200::test {
namespace {

using nlohmann::json;
using enum PaymentState;

/// An element of a set function's array, in SQL, and the payment that it is about.
struct SetCall {
  std::string sql;
  PaymentId payment_id;
};
/// Brings a payment to where the call finds it.
using Kind = std::function<SetCall()>;

constexpr const char* kRows = R"(
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
std::string with_names(const std::string& text) {
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

class TransitionSetTest : public ::testing::Test {
 protected:
  void TearDown() override { EXPECT_EQ(world_.violations(), std::vector<std::string>{}); }

  /// Each call's answer and the rows of its payment, in the order of the calls.
  std::vector<std::string> go(const std::string& function, const std::vector<SetCall>& calls) {
    const json answers = json::parse(world_.value(
        "SELECT jsonb_agg(to_jsonb(r) ORDER BY place) FROM " + on_set(function, calls) + " AS r"));
    EXPECT_EQ(answers.size(), calls.size());
    std::string ids;
    for (const SetCall& call : calls)
      ids += (ids.empty() ? "'" : ", '") + call.payment_id.to_sql() + "'";
    const json rows = json::parse(world_.value(std::regex_replace(kRows, std::regex("@ids"), ids)));
    std::vector<std::string> told;
    for (std::size_t i = 0; i < calls.size(); ++i) {
      json answer = answers.at(i);
      EXPECT_EQ(answer.at("place"), i);
      answer.erase("place");
      told.push_back(
          with_names(answer.dump() + "\n" + rows.at(calls[i].payment_id.to_sql()).dump(1)));
    }
    return told;
  }
  static std::string on_set(const std::string& function, const std::vector<SetCall>& calls) {
    std::string elements;
    for (const SetCall& call : calls) elements += (elements.empty() ? "" : ", ") + call.sql;
    return function + "(ARRAY[" + elements + "])";
  }

  /// Every kind at every place, and each before and behind every other.
  void expect_as_alone(const std::string& function, std::vector<Kind> kinds,
                       const std::vector<std::string>& outcomes) {
    std::vector<std::string> alone;
    for (std::size_t i = 0; i < kinds.size(); ++i) {
      alone.push_back(go(function, {kinds[i]()}).at(0));
      EXPECT_NE(alone.back().find("\"outcome\":\"" + outcomes[i] + "\""), std::string::npos)
          << alone.back();
    }
    for (std::size_t first = 0; first < kinds.size(); ++first) {
      std::vector<SetCall> calls;
      for (const Kind& kind : kinds) calls.push_back(kind());
      const auto told = go(function, calls);
      EXPECT_EQ(told, alone);
      std::rotate(kinds.begin(), kinds.begin() + 1, kinds.end());
      std::rotate(alone.begin(), alone.begin() + 1, alone.end());
    }
  }

  /// Whatever their order in the array, payments are locked in the order of their keys, so that two
  /// sets never wait for each other.
  void expect_locks_in_order(const std::string& function, std::vector<SetCall> calls) {
    const auto by_id = [](const SetCall& one, const SetCall& other) {
      return one.payment_id.to_sql() < other.payment_id.to_sql();
    };
    std::sort(calls.begin(), calls.end(), by_id);
    const std::string least = calls.front().payment_id.to_sql();
    std::reverse(calls.begin(), calls.end());
    std::thread set;
    world_.database().owner().run_transaction("hold", [&](db::Transaction& transaction) {
      db::execute(transaction, {"hold", "SELECT FROM payment WHERE payment_id = $1 FOR UPDATE"},
                  db::Params().add(least));
      set = std::thread([&] { go(function, calls); });
      EXPECT_TRUE(comes_true(
          [&] { return world_.value("SELECT count(*) FROM pg_locks WHERE NOT granted") == "1"; }));
      EXPECT_EQ(world_.value("SELECT count(*) FROM (SELECT FROM payment FOR UPDATE SKIP LOCKED) f"),
                std::to_string(calls.size() - 1));
    });
    set.join();
  }

  std::string sql(Time time) const { return "'" + to_sql(time) + "'"; }
  std::string merchant() const { return std::to_string(world_.merchant_id.value); }

  std::string approval_of(const KnownPayment& payment, std::int64_t too_much = 0) {
    const auto approval = world_.new_approval();
    std::string ids, accounts, amounts;
    for (const LedgerEntry& entry : approval.entries) {
      const std::string comma = ids.empty() ? "" : ", ";
      ids += comma + "gen_random_uuid()";
      accounts += comma + "'" + std::string(entry.account) + "'";
      amounts += comma + std::to_string(entry.amount_minor + (ids.size() < 20 ? too_much : 0));
    }
    return "ROW(" + merchant() + ", '" + payment.attempt_id.to_sql() + "', '00', 'A12345', '" +
           approval.transaction_id.to_sql() + "', '2026-11-23', ARRAY[" + ids + "], ARRAY[" +
           accounts + "], ARRAY[" + amounts + "]::bigint[], '" + payment.reversal_id.to_sql() +
           "', " + sql(world_.now) + ")::approve_call";
  }
  SetCall approve(const KnownPayment& payment) {
    return {approval_of(payment), payment.key.payment_id};
  }
  KnownPayment authorizing_with_key() {
    KnownPayment payment = world_.bring_to(kHeld);
    const auto attempt = world_.new_attempt();
    payment.attempt_id = attempt.id;
    const std::string scope = payment.key.payment_id.to_sql().substr(4);
    EXPECT_EQ(
        world_.begin(payment.key, attempt, IdempotencyClaim{scope, std::string(32, 'r')}).outcome,
        "started");
    return payment;
  }
  KnownPayment canceled_on_its_way(KnownPayment payment) {
    EXPECT_EQ(world_.cancel(payment.key, world_.new_cancel()).outcome, "recorded");
    return payment;
  }
  KnownPayment approved(KnownPayment payment) {
    go("approve_payments", {approve(payment)});
    return payment;
  }
  std::vector<SetCall> held_and_authorizing(std::size_t how_many) {
    std::vector<SetCall> calls;
    for (std::size_t i = 0; i < how_many; ++i)
      calls.push_back(approve(world_.bring_to(kAuthorizing)));
    return calls;
  }

  PaymentWorld world_;
};

TEST_F(TransitionSetTest, ApprovalsOfEveryKindGoTogetherAsTheyGoAlone) {
  expect_as_alone("approve_payments",
                  {[&] { return approve(world_.bring_to(kAuthorizing)); },
                   [&] { return approve(authorizing_with_key()); },
                   [&] { return approve(canceled_on_its_way(world_.bring_to(kAuthorizing))); },
                   [&] { return approve(canceled_on_its_way(authorizing_with_key())); },
                   [&] { return approve(approved(authorizing_with_key())); },
                   [&] { return approve(approved(canceled_on_its_way(authorizing_with_key()))); },
                   [&] { return approve(world_.bring_to(kUnknown)); },
                   [&] { return SetCall{approval_of(KnownPayment{}), PaymentId{}}; }},
                  {"approved", "approved", "canceled", "canceled", "approved", "canceled", "late",
                   "NOT_FOUND_PAYMENT"});
}

TEST_F(TransitionSetTest, OfASetWithEntriesThatDoNotSumUpNothingIsDone) {
  auto calls = held_and_authorizing(3);
  const KnownPayment wrong = world_.bring_to(kAuthorizing);
  calls.insert(calls.begin() + 1, {approval_of(wrong, 1), wrong.key.payment_id});
  EXPECT_THROW(go("approve_payments", calls), std::runtime_error);
  EXPECT_EQ(world_.value("SELECT count(*) FROM payment WHERE state = 'authorizing'"), "4");
  EXPECT_EQ(world_.value("SELECT count(*) FROM ledger_entry"), "0");
  for (std::size_t i : {0, 2, 3}) go("approve_payments", {calls[i]});
  EXPECT_EQ(world_.value("SELECT count(*) FROM payment WHERE state = 'approved'"), "3");
}

TEST_F(TransitionSetTest, ASetWithTheSameApprovalTwiceIsRefused) {
  auto calls = held_and_authorizing(2);
  calls.push_back(calls[0]);
  EXPECT_THROW(go("approve_payments", calls), std::runtime_error);
  EXPECT_EQ(world_.value("SELECT count(*) FROM payment WHERE state = 'authorizing'"), "2");
}

TEST_F(TransitionSetTest, PaymentsAreLockedInTheOrderOfTheirKeys) {
  expect_locks_in_order("approve_payments", held_and_authorizing(4));
}

TEST_F(TransitionSetTest, SetsOfTheSamePaymentsDoNotWaitForEachOther) {
  for (int round = 0; round < 10; ++round) {
    auto calls = held_and_authorizing(8);
    auto reversed = calls;
    std::reverse(reversed.begin(), reversed.end());
    together({[&] { go("approve_payments", calls); }, [&] { go("approve_payments", reversed); }});
  }
}

/// Many more of what there is, in no time.
constexpr const char* kMany = R"(
  INSERT INTO payment SELECT (jsonb_populate_record(NULL::payment, o.row || jsonb_build_object(
      'payment_id', gen_random_uuid()))).*
    FROM (SELECT to_jsonb(t) AS row FROM payment t LIMIT 1) o, generate_series(1, 3000);
  INSERT INTO attempt SELECT (jsonb_populate_record(NULL::attempt, o.row || jsonb_build_object(
      'attempt_id', gen_random_uuid(), 'payment_id', gen_random_uuid()))).*
    FROM (SELECT to_jsonb(t) AS row FROM attempt t LIMIT 1) o, generate_series(1, 3000);
  INSERT INTO transaction SELECT (jsonb_populate_record(NULL::transaction, o.row || jsonb_build_object(
      'transaction_id', gen_random_uuid(), 'payment_id', gen_random_uuid()))).*
    FROM (SELECT to_jsonb(t) AS row FROM transaction t LIMIT 1) o, generate_series(1, 3000);
  INSERT INTO payment_event SELECT (jsonb_populate_record(NULL::payment_event, o.row || jsonb_build_object(
      'event_id', gen_random_uuid(), 'payment_id', gen_random_uuid()))).*
    FROM (SELECT to_jsonb(t) AS row FROM payment_event t LIMIT 1) o, generate_series(1, 3000);
)";

/// In one session: the plans are made while there is one payment besides the sets', and are used
/// again when there are thousands that nobody has counted.
class PlanOfSetTest : public TransitionSetTest, public testing::WithParamInterface<const char*> {
 protected:
  int rows_read(const std::string& first_set, const std::string& second_set) {
    const std::string read =
        "SELECT coalesce(sum(seq_tup_read + idx_tup_fetch), 0) AS rows FROM "
        "pg_stat_xact_user_tables WHERE schemaname = 'pay200'";
    const std::string told = world_.value(
        std::string("BEGIN; ") + GetParam() + "; SELECT FROM " + first_set + ";" + kMany +
        "CREATE TEMP TABLE before AS " + read + "; SELECT FROM " + second_set +
        "; SELECT 'read:' || (r.rows - before.rows) FROM (" + read + ") r, before; ROLLBACK");
    return std::stoi(told.substr(told.rfind("read:") + 5));
  }
};

TEST_P(PlanOfSetTest, ReadsByKeyWhateverItWasMadeFor) {
  world_.bring_to(kApproved);
  const auto approvals = held_and_authorizing(8);
  EXPECT_LT(rows_read(on_set("approve_payments", {approvals.begin(), approvals.begin() + 4}),
                      on_set("approve_payments", {approvals.begin() + 4, approvals.end()})),
            4 * 30);
}

INSTANTIATE_TEST_SUITE_P(Statistics, PlanOfSetTest, testing::Values("", "ANALYZE"));

}  // namespace
}  // namespace pay200::test
