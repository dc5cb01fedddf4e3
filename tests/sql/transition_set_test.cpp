// The transitions of an ordinary payment work on sets: whatever goes together, each call has the
// outcome, and leaves the rows, that it would alone.

#include "tests/sql/transition_set.hpp"

#include <pqxx/pqxx>
#include <thread>

#include "tests/support/comes_true.hpp"
#include "tests/support/together.hpp"

namespace pay200::test {
namespace {

using enum PaymentState;
using std::chrono::minutes;

/// Brings a payment to where a call finds it, and what the call comes to.
struct Kind {
  std::function<SetCall()> call;
  std::string outcome;
  std::string state = "";  ///< of the payment afterwards, where it does not go without saying
};

class TransitionSetTest : public TransitionSetFixture {
 protected:
  void TearDown() override { EXPECT_EQ(world_.violations(), std::vector<std::string>{}); }

  /// Each kind before and behind every other.
  void expect_as_alone(const std::string& function, std::vector<Kind> kinds) {
    std::vector<std::string> alone;
    for (const Kind& kind : kinds) {
      const SetCall call = kind.call();
      alone.push_back(go(function, {call}).at(0));
      EXPECT_NE(alone.back().find("\"outcome\":\"" + kind.outcome + "\""), std::string::npos)
          << alone.back();
      if (kind.state.empty()) continue;
      EXPECT_EQ(to_text(world_.state_of({world_.merchant_id, call.payment_ids.back()})),
                kind.state);
    }
    const auto middle = static_cast<std::ptrdiff_t>(kinds.size() / 2);
    for (int round = 0; round < 4; ++round) {
      std::vector<SetCall> calls;
      for (const Kind& kind : kinds) calls.push_back(kind.call());
      EXPECT_EQ(go(function, calls), alone);
      std::reverse(kinds.begin(), kinds.end());
      std::reverse(alone.begin(), alone.end());
      if (round != 1) continue;
      std::rotate(kinds.begin(), kinds.begin() + middle, kinds.end());
      std::rotate(alone.begin(), alone.begin() + middle, alone.end());
    }
  }

  /// Whatever their order in the array, payments are locked in the order of their keys, so that two
  /// sets never wait for each other.
  void expect_locks_in_order(const std::string& function, std::vector<SetCall> calls) {
    const auto by_id = [](const SetCall& one, const SetCall& other) {
      return one.payment_ids[0].to_sql() < other.payment_ids[0].to_sql();
    };
    std::sort(calls.begin(), calls.end(), by_id);
    const std::string least = calls.front().payment_ids[0].to_sql();
    std::reverse(calls.begin(), calls.end());
    std::thread set;
    world_.database().owner().run_transaction("hold", [&](db::Transaction& transaction) {
      db::execute(transaction, {"hold", "SELECT FROM payment WHERE payment_id = $1 FOR UPDATE"},
                  db::Params().add(least));
      set = std::thread([&] { go(function, calls); });
      EXPECT_TRUE(comes_true(
          [&] { return world_.value("SELECT count(*) FROM pg_locks WHERE NOT granted") == "1"; }));
      for (std::size_t i = 0; i + 1 < calls.size(); ++i) {
        EXPECT_EQ(world_.value("SELECT count(*) FROM (SELECT FROM payment WHERE payment_id = '" +
                               calls[i].payment_ids[0].to_sql() + "' FOR UPDATE SKIP LOCKED) AS f"),
                  "1");
      }
    });
    set.join();
  }

  /// Of payments that are not there yet, their idempotency keys and orders. `rows`: of each call
  /// one, in the order of their keys.
  void expect_makes_in_order(const std::string& table, const std::vector<std::string>& rows,
                             const std::vector<SetCall>& reversed) {
    SCOPED_TRACE(table);
    const std::string insert = "INSERT INTO " + table + " VALUES (";
    std::thread set;
    const auto hold = [&](db::Transaction& transaction) {
      db::execute(transaction, {("hold " + table).c_str(), (insert + rows[0] + ")").c_str()});
      set = std::thread([&] { go("create_payments", reversed); });
      EXPECT_TRUE(comes_true(
          [&] { return world_.value("SELECT count(*) FROM pg_locks WHERE NOT granted") == "1"; }));
      for (std::size_t i = 1; i < rows.size(); ++i) {
        EXPECT_NO_THROW(world_.value("BEGIN; SET LOCAL lock_timeout = '100ms'; " + insert +
                                     rows[i] + "); ROLLBACK"));
      }
      throw std::logic_error("no more of it");
    };
    EXPECT_THROW(world_.database().owner().run_transaction("hold", hold), std::logic_error);
    set.join();
  }

  void expect_no_waiting(const std::string& function, const std::vector<SetCall>& calls) {
    const std::vector<SetCall> reversed(calls.rbegin(), calls.rend());
    together({[&] { go(function, calls); }, [&] { go(function, reversed); }});
  }

  payment_store::NewPayment of_order_of(const KnownPayment& earlier) {
    return world_.new_payment(world_.read(earlier.key).order_id);
  }
  KnownPayment declined(const KnownPayment& payment) {
    EXPECT_EQ(world_.decline(payment).outcome, "declined");
    return payment;
  }
  std::string count(const std::string& what) {
    return world_.value("SELECT count(*) FROM " + what);
  }
};

TEST_F(TransitionSetTest, CreationsOfEveryKindGoTogetherAsTheyGoAlone) {
  const auto with_key = [&](char request) {
    const auto made = world_.new_payment(), again = world_.new_payment();
    const auto key = key_of(made.key.payment_id);
    go("create_payments", {create(made, key)});
    return create(again, IdempotencyClaim{key.scope, std::string(32, request)});
  };
  const auto in_place_of = [&](PaymentState state) {
    const KnownPayment earlier = world_.bring_to(state);
    const auto payment = of_order_of(earlier);
    return create(payment, key_of(payment.key.payment_id), {earlier.key.payment_id});
  };
  const auto by_page = [&](auto payment) {
    payment.by_client = true;
    return payment;
  };
  const auto at_merchant = [&](const std::string& id) {
    auto payment = world_.new_payment();
    payment.key.merchant_id.value = std::stoll(id);
    return create(payment, key_of(payment.key.payment_id));
  };
  world_.value(
      "INSERT INTO merchant SELECT (jsonb_populate_record(NULL::merchant, to_jsonb(m) || "
      "'{\"merchant_id\": 7, \"status\": \"suspended\"}')).* FROM merchant m");
  expect_as_alone("create_payments",
                  {{[&] { return create(world_.new_payment()); }, "created"},
                   {[&] { return create(by_page(world_.new_payment())); }, "created"},
                   {[&] {
                      const auto payment = world_.new_payment();
                      return create(payment, key_of(payment.key.payment_id));
                    },
                    "created"},
                   {[&] {
                      const auto payment = world_.new_payment();
                      const SetCall call = create(payment, key_of(payment.key.payment_id));
                      go("create_payments", {call});
                      return call;
                    },
                    "created"},
                   {[&] { return with_key('r'); }, "created"},
                   {[&] { return with_key('o'); }, "IDEMPOTENCY_KEY_REUSED"},
                   {[&] { return in_place_of(kReady); }, "created"},
                   {[&] { return in_place_of(kHeld); }, "created"},
                   {[&] { return in_place_of(kCanceled); }, "created"},
                   {[&] { return in_place_of(kAuthorizing); }, "DUPLICATED_ORDER_ID"},
                   {[&] { return in_place_of(kApproved); }, "DUPLICATED_ORDER_ID"},
                   {[&] { return create(by_page(of_order_of(world_.bring_to(kReady)))); },
                    "DUPLICATED_ORDER_ID"},
                   {[&] { return at_merchant("7"); }, "MERCHANT_SUSPENDED"},
                   {[&] { return at_merchant("8"); }, "NOT_FOUND_MERCHANT"}});
  EXPECT_EQ(count("idempotency WHERE state = 'running'"), "0");
}

TEST_F(TransitionSetTest, ScansOfEveryKindGoTogetherAsTheyGoAlone) {
  const auto in = [&](PaymentState state, Time now, const char* mode = "test") {
    return scan(world_.bring_to(state).key, world_.shopper_id, now, mode);
  };
  const Time now = world_.now, without_hold = now + minutes(4), without_qr = now + minutes(6);
  expect_as_alone(
      "scan_payments",
      {{[&] { return in(kReady, now); }, "scanned"},
       {[&] { return in(kHeld, now); }, "scanned"},
       {[&] { return in(kHeld, without_hold); }, "scanned"},
       {[&] { return scan(world_.bring_to(kHeld).key, world_.other_shopper_id, without_hold); },
        "scanned"},
       {[&] { return scan(world_.bring_to(kHeld).key, world_.other_shopper_id, now); },
        "ALREADY_SCANNED_PAYMENT"},
       {[&] { return in(kReady, without_qr); }, "EXPIRED_PAYMENT", "expired"},
       {[&] { return in(kHeld, without_qr); }, "EXPIRED_PAYMENT", "expired"},
       {[&] { return in(kReady, now, "live"); }, "MODE_MISMATCH"},
       {[&] { return in(kHeld, without_hold, "live"); }, "MODE_MISMATCH", "held"},
       {[&] { return in(kAuthorizing, now); }, "PAYMENT_IN_PROGRESS"},
       {[&] { return scan(world_.new_payment().key, world_.shopper_id, now); },
        "NOT_FOUND_PAYMENT"}});
}

TEST_F(TransitionSetTest, BeginningsOfEveryKindGoTogetherAsTheyGoAlone) {
  const auto confirmed = [&](bool of_another) {
    const KnownPayment payment = world_.bring_to(kConfirmed);
    return begin(payment.key,
                 {.confirm_id = of_another ? ConfirmId::make(world_.now) : payment.confirm_id});
  };
  const auto of = [&](PaymentState state, const Beginning& beginning) {
    return begin(world_.bring_to(state).key, beginning);
  };
  const auto with_key = [&](const KnownPayment& payment, char request) {
    return begin(payment.key, {.claim = key_of(payment.key.payment_id, request)});
  };
  const Time without_hold = world_.now + minutes(4), without_qr = world_.now + minutes(11);
  expect_as_alone(
      "begin_attempts",
      {{[&] { return of(kHeld, {}); }, "started"},
       {[&] { return with_key(world_.bring_to(kHeld), 'r'); }, "started"},
       {[&] { return confirmed(false); }, "started"},
       {[&] { return confirmed(true); }, "PAYMENT_IN_PROGRESS"},
       {[&] { return of(kHeld, {.confirm_id = ConfirmId::make(world_.now)}); },
        "NOT_CONFIRMED_PAYMENT"},
       {[&] {
          const KnownPayment payment = authorizing_with_key();
          return begin(payment.key,
                       {.attempt_id = payment.attempt_id, .claim = key_of(payment.key.payment_id)});
        },
        "started"},
       {[&] {
          const KnownPayment payment = declined(authorizing_with_key());
          return begin(payment.key, {.attempt_id = payment.attempt_id});
        },
        "started", "held"},
       {[&] { return with_key(declined(authorizing_with_key()), 'r'); }, "REJECT_CARD_PAYMENT",
        "held"},
       {[&] { return with_key(authorizing_with_key(), 'r'); }, "IDEMPOTENCY_KEY_IN_USE"},
       {[&] { return with_key(approved(authorizing_with_key()), 'r'); }, "approved"},
       {[&] { return with_key(approved(authorizing_with_key()), 'o'); }, "IDEMPOTENCY_KEY_REUSED"},
       {[&] { return of(kHeld, {.shopper_id = world_.other_shopper_id}); },
        "ALREADY_SCANNED_PAYMENT"},
       {[&] { return of(kHeld, {.now = without_hold}); }, "NOT_SCANNED_PAYMENT", "ready"},
       {[&] { return of(kHeld, {.now = without_qr}); }, "EXPIRED_PAYMENT", "expired"},
       {[&] {
          const KnownPayment payment = world_.bring_to(kConfirmed);
          return begin(payment.key, {.confirm_id = payment.confirm_id, .now = without_qr});
        },
        "EXPIRED_PAYMENT"},
       {[&] { return of(kHeld, {.max_attempts = 0}); }, "EXCEED_MAX_PAYMENT_ATTEMPTS"},
       {[&] { return of(kReady, {}); }, "NOT_SCANNED_PAYMENT"},
       {[&] { return begin(world_.new_payment().key, {}); }, "NOT_FOUND_PAYMENT"}});
}

TEST_F(TransitionSetTest, ApprovalsOfEveryKindGoTogetherAsTheyGoAlone) {
  expect_as_alone(
      "approve_payments",
      {{[&] { return approve(world_.bring_to(kAuthorizing)); }, "approved"},
       {[&] { return approve(authorizing_with_key()); }, "approved"},
       {[&] { return approve(canceled_on_its_way(world_.bring_to(kAuthorizing))); }, "canceled"},
       {[&] { return approve(canceled_on_its_way(authorizing_with_key())); }, "canceled"},
       {[&] { return approve(approved(authorizing_with_key())); }, "approved"},
       {[&] { return approve(approved(canceled_on_its_way(authorizing_with_key()))); }, "canceled"},
       {[&] { return approve(world_.bring_to(kUnknown)); }, "late"},
       {[&] { return approve(KnownPayment{}); }, "NOT_FOUND_PAYMENT"}});
}

TEST_F(TransitionSetTest, OfASetWithEntriesThatDoNotSumUpNothingIsDone) {
  auto calls = approvals(3);
  calls.insert(calls.begin() + 1, approve(world_.bring_to(kAuthorizing), 1));
  EXPECT_THROW(go("approve_payments", calls), std::runtime_error);
  EXPECT_EQ(count("payment WHERE state = 'authorizing'"), "4");
  EXPECT_EQ(count("ledger_entry"), "0");
  for (const std::size_t alone : {0U, 2U, 3U}) go("approve_payments", {calls[alone]});
  EXPECT_EQ(count("payment WHERE state = 'approved'"), "3");
}

TEST_F(TransitionSetTest, OfASetWithAPaymentThatWaitsForItsShopNothingIsDone) {
  world_.by_client = true;
  auto calls = beginnings(1);
  world_.by_client = false;
  calls.push_back(begin(world_.bring_to(kHeld).key, {}));
  EXPECT_THROW(go("begin_attempts", calls), std::runtime_error);
  EXPECT_EQ(count("attempt"), "0");
  go("begin_attempts", {calls[1]});
  EXPECT_EQ(count("attempt"), "1");
}

/// No caller makes one; it must not be done by halves.
TEST_F(TransitionSetTest, ASetWithTwoCallsOfOnePaymentIsRefusedOrDoneInTurn) {
  const auto refused = [&](const std::string& function, std::vector<SetCall> calls,
                           const SetCall& second) {
    calls.push_back(second);
    EXPECT_THROW(go(function, calls), std::runtime_error) << function;
  };
  auto payment = world_.new_payment();
  const SetCall first = create(payment);
  payment.key.payment_id = PaymentId::make(world_.now);
  refused("create_payments", {first}, create(payment));
  refused("create_payments", {first}, first);
  const auto ready = world_.bring_to(kReady), held = world_.bring_to(kHeld);
  const auto scanned = go("scan_payments", {scan(ready.key, world_.shopper_id, world_.now),
                                            scan(ready.key, world_.other_shopper_id, world_.now)});
  EXPECT_NE(scanned[0].find("\"scanned\""), std::string::npos);
  EXPECT_NE(scanned[1].find("ALREADY_SCANNED_PAYMENT"), std::string::npos);
  refused("begin_attempts", {begin(held.key, {})}, begin(held.key, {}));
  const auto approval = approvals(1);
  for (const auto& answer : go("approve_payments", {approval[0], approval[0]})) {
    EXPECT_NE(answer.find("\"approved\""), std::string::npos);
  }
  EXPECT_EQ(world_.value("SELECT string_agg(state, ' ' ORDER BY state) FROM payment"),
            "approved held held");
  EXPECT_EQ(world_.value("SELECT count(*) FROM transaction"), "1");
}

TEST_F(TransitionSetTest, PaymentsAreLockedInTheOrderOfTheirKeys) {
  expect_locks_in_order("scan_payments", scans(4));
  expect_locks_in_order("begin_attempts", beginnings(4));
  expect_locks_in_order("approve_payments", approvals(4));
}

TEST_F(TransitionSetTest, OrdersAndIdempotencyKeysAreMadeInTheOrderOfTheirKeys) {
  std::vector<std::string> keys, orders;
  std::vector<SetCall> with_key, without;
  for (int i = 0; i < 3; ++i) {
    const std::string id = "gen_random_uuid(), ";
    auto payment = world_.new_payment("order-1000" + std::to_string(i));
    without.insert(without.begin(), create(payment));
    orders.push_back(merchant() + ", '" + payment.order_id + "', " + id + "true");
    payment = world_.new_payment();
    const IdempotencyClaim claim{std::string(31, 's') + std::to_string(i), std::string(32, 'r')};
    with_key.insert(with_key.begin(), create(payment, claim));
    keys.push_back(merchant() + ", '" + claim.scope + "', '', " + id + id +
                   "'running', NULL, NULL, " + "NULL, now()");
  }
  expect_makes_in_order("payment_order", orders, without);
  expect_makes_in_order("idempotency", keys, with_key);
}

TEST_F(TransitionSetTest, SetsOfTheSamePaymentsDoNotWaitForEachOther) {
  for (int round = 0; round < 3; ++round) {
    expect_no_waiting("scan_payments", scans(8));
    expect_no_waiting("approve_payments", approvals(8));
    auto begun = creations(8);
    expect_no_waiting("create_payments", begun);
    for (auto& call : begun) {
      const PaymentKey key{world_.merchant_id, call.payment_ids[0]};
      world_.scan(key, world_.shopper_id);
      call = begin(key, {});
    }
    expect_no_waiting("begin_attempts", begun);
  }
}

/// Its columns are in the order of placed_result's, without the place.
TEST_F(TransitionSetTest, WorkersOfTheVersionBeforeStillCallTheirFunctions) {
  const auto alone = [&](const std::string& function, const SetCall& call) {
    const auto end = call.sql.rfind(")::");
    return world_.value("SELECT outcome, replayed, snapshot ->> 'state' FROM " + function + "(" +
                        call.sql.substr(4, end - 4) + ")");
  };
  const auto payment = world_.new_payment();
  EXPECT_EQ(alone("create_payment", create(payment)), "created|f|ready");
  EXPECT_EQ(alone("scan_payment", scan(payment.key, world_.shopper_id, world_.now)),
            "scanned|f|held");
  KnownPayment known{payment.key, AttemptId::make(world_.now), {}, ReversalId::make(world_.now)};
  EXPECT_EQ(alone("begin_attempt", begin(payment.key, {.attempt_id = known.attempt_id})),
            "started|f|");
  EXPECT_EQ(alone("approve_payment", approve(known)), "approved|f|approved");
}

}  // namespace
}  // namespace pay200::test
