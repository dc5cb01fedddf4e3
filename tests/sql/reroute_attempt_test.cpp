// An attempt of which nothing was sent moves to another acquirer: in place, once, and only while
// nothing else has happened to the payment.

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/support/payment_world.hpp"

namespace pay200::test {
namespace {

class RerouteAttemptTest : public ::testing::Test {
 protected:
  void TearDown() override { EXPECT_EQ(world_.violations(), std::vector<std::string>{}); }

  std::string attempts(const KnownPayment& payment) {
    return world_.value(
        "SELECT string_agg(number || ' ' || acquirer || ' ' || state, ', ' ORDER BY number) FROM "
        "attempt WHERE payment_id = '" +
        payment.key.payment_id.to_sql() + "'");
  }

  PaymentWorld world_;
};

TEST_F(RerouteAttemptTest, TheNewOneTakesItsPlaceOnce) {
  const auto payment = world_.bring_to(PaymentState::kAuthorizing);
  const auto other = world_.next_attempt();
  for (int i = 0; i < 2; ++i) {
    const auto moved = world_.reroute(payment, other);
    EXPECT_EQ(moved.outcome, "started");
    ASSERT_TRUE(moved.payment);
    EXPECT_EQ(moved.payment->state, PaymentState::kAuthorizing);
    EXPECT_EQ(moved.payment->timeline.back().event, "retrying");
    EXPECT_EQ(moved.payment->timeline.size(), 4U);
  }
  EXPECT_EQ(attempts(payment), "1 sandbox not_sent, 2 other sending");
  EXPECT_EQ(world_.value("SELECT attempt_count FROM payment"), "1");
  KnownPayment moved = payment;
  moved.attempt_id = other.id;
  EXPECT_EQ(world_.approve(moved).outcome, "approved");
}

TEST_F(RerouteAttemptTest, OnlyAnAuthorizationOnItsWayIsMoved) {
  for (const PaymentState state : all_payment_states()) {
    SCOPED_TRACE(to_text(state));
    const auto payment = world_.bring_to(state);
    const auto outcome = world_.reroute(payment, world_.next_attempt()).outcome;
    EXPECT_EQ(world_.state_of(payment.key), state);
    if (state == PaymentState::kAuthorizing) {
      EXPECT_EQ(outcome, "started");
    } else {
      EXPECT_TRUE(outcome == "kept" || outcome == "NOT_FOUND_PAYMENT") << outcome;
    }
  }
}

TEST_F(RerouteAttemptTest, ItsIdempotencyKeyGoesWithIt) {
  const IdempotencyClaim claim{std::string(32, 's'), std::string(32, 'r')};
  auto payment = world_.bring_to(PaymentState::kHeld);
  const auto attempt = world_.new_attempt();
  payment.attempt_id = attempt.id;
  ASSERT_EQ(world_.begin(payment.key, attempt, claim).outcome, "started");
  const auto other = world_.next_attempt();
  ASSERT_EQ(world_.reroute(payment, other).outcome, "started");
  EXPECT_EQ(world_.begin(payment.key, world_.new_attempt(), claim).outcome,
            "IDEMPOTENCY_KEY_IN_USE");
  KnownPayment moved = payment;
  moved.attempt_id = other.id;
  ASSERT_EQ(world_.approve(moved).outcome, "approved");
  const auto replay = world_.begin(payment.key, world_.new_attempt(), claim);
  EXPECT_EQ(replay.outcome, "approved");
  EXPECT_TRUE(replay.replayed);
}

TEST_F(RerouteAttemptTest, IfNobodyRecordsItsOutcomeTheSweepFindsTheNewOne) {
  const auto payment = world_.bring_to(PaymentState::kAuthorizing);
  const auto other = world_.next_attempt();
  ASSERT_EQ(world_.reroute(payment, other).outcome, "started");
  KnownPayment moved = payment;
  moved.attempt_id = other.id;
  moved.reversal_id = ReversalId::make(world_.now);
  EXPECT_EQ(world_.mark_unknown(moved).outcome, "unknown");
  EXPECT_EQ(attempts(payment), "1 sandbox not_sent, 2 other unknown");
  EXPECT_EQ(world_.acknowledge(moved, "25").outcome, "acknowledged");
  EXPECT_EQ(world_.state_of(payment.key), PaymentState::kAborted);
}

}  // namespace
}  // namespace pay200::test
