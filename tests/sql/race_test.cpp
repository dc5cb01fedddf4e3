// Acts that compete for one payment, on real threads and real connections: one outcome each,
// whoever comes first, and every row agrees with it.

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/support/payment_world.hpp"
#include "tests/support/together.hpp"

namespace pay200::test {
namespace {

using payment_store::Transition;
using std::chrono::minutes;
using std::chrono::seconds;

class RaceTest : public ::testing::Test {
 protected:
  RaceTest() : api_(options("pay200_api")), relay_(options("pay200_relay")) {}
  void TearDown() override { EXPECT_EQ(world_.violations(), std::vector<std::string>{}); }

  db::DatabaseOptions options(const std::string& role) {
    db::DatabaseOptions options;
    options.conninfo = world_.database().conninfo(role);
    options.connections = 8;
    return options;
  }

  PaymentWorld world_;
  db::Database api_, relay_;
};

TEST_F(RaceTest, TwoShoppersScanAtOnceAndOneHoldsIt) {
  for (int round = 0; round < 200; ++round) {
    const auto payment = world_.bring_to(PaymentState::kReady);
    const ShopperId shoppers[] = {world_.shopper_id, world_.other_shopper_id};
    std::vector<Transition> answers(2);
    together(2, [&](std::size_t i) {
      answers[i] = payment_store::scan_payment(api_, payment.key, shoppers[i], false,
                                               world_.now + minutes(3), world_.now);
    });
    const std::size_t winner = answers[0].outcome == "scanned" ? 0 : 1;
    ASSERT_EQ(answers[winner].outcome, "scanned");
    ASSERT_EQ(answers[1 - winner].outcome, "ALREADY_SCANNED_PAYMENT");
    ASSERT_EQ(world_.read(payment.key).shopper_id, shoppers[winner]);
  }
}

/// What cancel, expiry and confirm, let go together, say about each other.
struct Meeting {
  std::string cancel, begin;
  PaymentState swept = PaymentState::kReady;
  PaymentState end = PaymentState::kReady;

  std::string text() const {
    return "cancel " + cancel + ", begin " + begin + ", swept " + std::string(to_text(swept)) +
           ", end " + std::string(to_text(end));
  }
};

/// Every way in which they may follow each other, whichever is first.
bool is_possible(const Meeting& met) {
  using enum PaymentState;
  switch (met.end) {
    case kCanceled:  // cancelled first; or its hold had lapsed before
      return met.cancel == "canceled" &&
             (met.begin == "ALREADY_CANCELED_PAYMENT" || met.begin == "NOT_SCANNED_PAYMENT");
    case kAuthorizingCancel:  // confirmed, then cancelled
      return met.cancel == "recorded" && met.begin == "started";
    case kExpired:
      return met.cancel == "EXPIRED_PAYMENT" && met.begin == "EXPIRED_PAYMENT" &&
             met.swept == kExpired;
    default:
      return false;
  }
}

TEST_F(RaceTest, CancelExpiryAndConfirmRacedAThousandTimesHaveOneOutcomeEach) {
  std::map<std::string, int> seen;
  for (int round = 0; round < 1'000; ++round) {
    const auto payment = world_.bring_to(PaymentState::kHeld);
    const auto cancel = world_.new_cancel();
    const auto attempt = world_.new_attempt();
    // Its hold alone, or its QR code too, has run out by the sweep's clock.
    const Time sweeps_now = world_.now + minutes(round % 2 == 0 ? 3 : 5);
    Meeting met;
    together(
        {[&] {
           met.cancel =
               payment_store::cancel_payment(api_, payment.key, cancel, {}, world_.now).outcome;
         },
         [&] {
           met.begin = payment_store::begin_attempt(api_, payment.key, attempt,
                                                    PaymentWorld::kMaxAttempts, {}, world_.now)
                           .outcome;
         },
         [&] { met.swept = payment_store::expire_payment(relay_, payment.key, sweeps_now); }});
    met.end = world_.state_of(payment.key);
    ASSERT_TRUE(is_possible(met)) << "round " << round << ": " << met.text();
    ++seen[std::string(to_text(met.end))];
  }
  EXPECT_GE(seen.size(), 2U) << "they never met";
}

TEST_F(RaceTest, AnAnswerAndTheSweepAtOnceEndInOneOfTheTwo) {
  std::map<std::string, int> seen;
  for (int round = 0; round < 200; ++round) {
    const auto payment = world_.bring_to(round % 2 == 0 ? PaymentState::kAuthorizing
                                                        : PaymentState::kAuthorizingCancel);
    auto approval = world_.new_approval();
    Transition approved, marked;
    together({[&] {
                approved = payment_store::approve_payment(api_, world_.merchant_id,
                                                          payment.attempt_id, approval, world_.now);
              },
              [&] {
                marked = payment_store::mark_unknown(relay_, world_.merchant_id, payment.attempt_id,
                                                     payment.reversal_id, "no answer", world_.now);
              }});
    const PaymentState end = world_.state_of(payment.key);
    if (end == PaymentState::kUnknown) {
      ASSERT_EQ(approved.outcome, "late");
      ASSERT_EQ(marked.outcome, "unknown");
    } else {
      ASSERT_EQ(approved.outcome, round % 2 == 0 ? "approved" : "canceled");
      ASSERT_EQ(marked.outcome, "settled");
    }
    ++seen[std::string(to_text(end))];
  }
  EXPECT_GE(seen.size(), 2U) << "they never met";
}

TEST_F(RaceTest, AConfirmAndACancelAtOnceNeverLoseTheCancel) {
  for (int round = 0; round < 200; ++round) {
    const auto payment = world_.bring_to(PaymentState::kAuthorizing);
    const auto cancel = world_.new_cancel();
    auto approval = world_.new_approval();
    Transition approved, cancelled;
    together({[&] {
                approved = payment_store::approve_payment(api_, world_.merchant_id,
                                                          payment.attempt_id, approval, world_.now);
              },
              [&] {
                cancelled =
                    payment_store::cancel_payment(api_, payment.key, cancel, {}, world_.now);
              }});
    const Payment after = world_.read(payment.key);
    ASSERT_EQ(after.cancels.size(), 1U);
    if (approved.outcome == "canceled") {
      ASSERT_EQ(cancelled.outcome, "recorded");
      ASSERT_EQ(after.state, PaymentState::kApprovedVoiding);
    } else {
      ASSERT_EQ(approved.outcome, "approved");
      ASSERT_EQ(cancelled.outcome, "voiding");
      ASSERT_EQ(after.state, PaymentState::kVoiding);
    }
  }
}

TEST_F(RaceTest, CreatesForOneOrderAtOnceLeaveOneThatCanBePaid) {
  for (int round = 0; round < 50; ++round) {
    const std::string order_id = "raced-order-" + std::to_string(round);
    std::vector<payment_store::NewPayment> payments;
    for (int i = 0; i < 6; ++i) payments.push_back(world_.new_payment(order_id));
    std::vector<Transition> answers(payments.size());
    together(payments.size(), [&](std::size_t i) {
      answers[i] = payment_store::create_payment(api_, payments[i], {}, world_.now);
    });
    int ready = 0;
    for (std::size_t i = 0; i < payments.size(); ++i) {
      ASSERT_EQ(answers[i].outcome, "created");
      const PaymentState state = world_.state_of(payments[i].key);
      if (state == PaymentState::kReady) ++ready;
      ASSERT_TRUE(state == PaymentState::kReady || state == PaymentState::kExpired);
    }
    ASSERT_EQ(ready, 1);
    const auto current = payment_store::find_payment_by_order(api_, world_.merchant_id, order_id);
    ASSERT_EQ(current->state, PaymentState::kReady);
  }
}

TEST_F(RaceTest, ANewCreateAndAConfirmOfTheEarlierOneAtOnceNeverBothWin) {
  for (int round = 0; round < 200; ++round) {
    const auto earlier = world_.bring_to(PaymentState::kHeld);
    const auto newer = world_.new_payment(world_.read(earlier.key).order_id);
    const auto attempt = world_.new_attempt();
    Transition created, begun;
    together({[&] { created = payment_store::create_payment(api_, newer, {}, world_.now); },
              [&] {
                begun = payment_store::begin_attempt(api_, earlier.key, attempt,
                                                     PaymentWorld::kMaxAttempts, {}, world_.now);
              }});
    if (begun.outcome == "started") {
      ASSERT_EQ(created.outcome, "DUPLICATED_ORDER_ID");
    } else {
      ASSERT_EQ(begun.outcome, "EXPIRED_PAYMENT");
      ASSERT_EQ(created.outcome, "created");
    }
  }
}

TEST_F(RaceTest, SixSendersClaimOneReversalAndOneSendsIt) {
  for (int round = 0; round < 100; ++round) {
    const auto payment = world_.bring_to(PaymentState::kUnknown);
    const Time due = world_.now + seconds(10);  // its attempt's deadline
    std::vector<char> claimed(6);
    together(claimed.size(), [&](std::size_t i) {
      const Slot slot{"sandbox", {"T0000001", static_cast<int>(i) + 1, "632607000001", world_.now}};
      claimed[i] = payment_store::claim_reversal(relay_, world_.merchant_id, payment.reversal_id,
                                                 false, slot, due + minutes(1), due)
                       ? 1
                       : 0;
    });
    ASSERT_EQ(std::ranges::count(claimed, 1), 1);
  }
}

}  // namespace
}  // namespace pay200::test
