// An attempt without an answer is reversed while its request is open, and goes on at another
// acquirer only once the first has acknowledged that: never do two authorizations stand.

#include <gtest/gtest.h>
#include <map>
#include <string>
#include <vector>

#include "tests/support/payment_world.hpp"
#include "tests/support/together.hpp"

namespace pay200::test {
namespace {

class ReverseAttemptTest : public ::testing::Test {
 protected:
  void TearDown() override { EXPECT_EQ(world_.violations(), std::vector<std::string>{}); }

  /// Held, confirmed under this key, and without an answer.
  KnownPayment reversing(const payment_store::OptionalClaim& claim = std::nullopt) {
    KnownPayment payment = world_.bring_to(PaymentState::kHeld);
    const auto attempt = world_.new_attempt();
    payment.attempt_id = attempt.id;
    EXPECT_EQ(world_.begin(payment.key, attempt, claim).outcome, "started");
    EXPECT_EQ(world_.reverse(payment).outcome, "reversing");
    return payment;
  }

  static KnownPayment moved_to(const KnownPayment& payment,
                               const payment_store::NextAttempt& next) {
    KnownPayment moved = payment;
    moved.attempt_id = next.id;
    moved.reversal_id = {};
    return moved;
  }

  std::string attempts(const KnownPayment& payment) {
    return world_.value(
        "SELECT string_agg(number || ' ' || acquirer || ' ' || state, ', ' ORDER BY number) FROM "
        "attempt WHERE payment_id = '" +
        payment.key.payment_id.to_sql() + "'");
  }

  /// "reason state code", oldest first.
  std::string reversals(const KnownPayment& payment) {
    return world_.value(
        "SELECT string_agg(reason || ' ' || state || coalesce(' ' || response_code, ''), ', ' "
        "ORDER BY created_at, reason DESC) FROM reversal WHERE payment_id = '" +
        payment.key.payment_id.to_sql() + "'");
  }

  ReversalId newest_reversal(const KnownPayment& payment, const std::string& reason) {
    return *ReversalId::from_sql(world_.value("SELECT reversal_id FROM reversal WHERE reason = '" +
                                              reason + "' AND payment_id = '" +
                                              payment.key.payment_id.to_sql() + "'"));
  }

  std::string approve_late(const KnownPayment& payment) {
    KnownPayment late = payment;
    late.reversal_id = ReversalId::make(world_.now);
    return world_.approve(late).outcome;
  }

  std::string told(const KnownPayment& payment) {
    std::string told;
    for (const TimelineEntry& entry : world_.read(payment.key).timeline) {
      told += entry.event + " " + entry.state + ", ";
    }
    return told;
  }

  PaymentWorld world_;
};

TEST_F(ReverseAttemptTest, TheReversalIsClaimedWithItAndPubliclyNothingHasChanged) {
  const auto payment = reversing();
  EXPECT_EQ(world_.reverse(payment).outcome, "reversing") << "the same reversal, called again";
  EXPECT_EQ(reversals(payment), "unknown_outcome pending");
  EXPECT_EQ(world_.value("SELECT tries || ' ' || (stan IS NOT NULL) FROM reversal"), "1 true");
  EXPECT_EQ(world_.read(payment.key).status(), PublicStatus::kInProgress);
  EXPECT_EQ(told(payment),
            "created ready, scanned held, authorizing authorizing, retrying reversing, ");
}

TEST_F(ReverseAttemptTest, OnceAcknowledgedAnotherTakesItInTheSameCommit) {
  const auto payment = reversing();
  const auto next = world_.next_attempt();
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(world_.reroute_reversed(payment, next).outcome, "started");
  }
  EXPECT_EQ(attempts(payment), "1 sandbox reversed, 2 other sending");
  EXPECT_EQ(reversals(payment), "unknown_outcome acknowledged 00");
  EXPECT_EQ(world_.value("SELECT attempt_count FROM payment"), "2");
  EXPECT_EQ(world_.violations(), std::vector<std::string>{});
  EXPECT_EQ(world_.approve(moved_to(payment, next)).outcome, "approved");
  EXPECT_EQ(told(payment),
            "created ready, scanned held, authorizing authorizing, retrying reversing, retrying "
            "authorizing, approved approved, ");
}

TEST_F(ReverseAttemptTest, ItsIdempotencyKeyGoesWithIt) {
  const IdempotencyClaim claim{std::string(32, 's'), std::string(32, 'r')};
  const auto payment = reversing(claim);
  EXPECT_EQ(world_.begin(payment.key, world_.new_attempt(), claim).outcome,
            "IDEMPOTENCY_KEY_IN_USE");
  const auto next = world_.next_attempt();
  ASSERT_EQ(world_.reroute_reversed(payment, next).outcome, "started");
  ASSERT_EQ(world_.approve(moved_to(payment, next)).outcome, "approved");
  const auto replay = world_.begin(payment.key, world_.new_attempt(), claim);
  EXPECT_EQ(replay.outcome, "approved");
  EXPECT_TRUE(replay.replayed);
}

TEST_F(ReverseAttemptTest, AnApprovalThatComesMeanwhileChargesNobody) {
  const auto payment = reversing();
  EXPECT_EQ(approve_late(payment), "late");
  EXPECT_EQ(reversals(payment), "unknown_outcome pending");
  EXPECT_EQ(world_.state_of(payment.key), PaymentState::kReversing);
  EXPECT_EQ(world_.reroute_reversed(payment, world_.next_attempt(), "25").outcome, "kept")
      << "we have seen the approval that it says it never saw";
  EXPECT_EQ(world_.reroute_reversed(payment, world_.next_attempt(), "00").outcome, "started");
  EXPECT_EQ(world_.value("SELECT count(*) FROM ledger_entry"), "0");
}

TEST_F(ReverseAttemptTest, AnApprovalThatComesAfterTheNextOneIsReversedAndTheNextOneStands) {
  const auto payment = reversing();
  const auto next = world_.next_attempt();
  ASSERT_EQ(world_.reroute_reversed(payment, next, "25").outcome, "started");
  ASSERT_EQ(world_.approve(moved_to(payment, next)).outcome, "approved");
  EXPECT_EQ(approve_late(payment), "late");
  EXPECT_EQ(reversals(payment), "unknown_outcome acknowledged 25, never_seen pending");
  KnownPayment rechecked = payment;
  rechecked.reversal_id = newest_reversal(payment, "never_seen");
  EXPECT_EQ(world_.acknowledge(rechecked, "25").outcome, "pending");
  EXPECT_EQ(world_.acknowledge(rechecked, "00").outcome, "acknowledged");
  EXPECT_EQ(world_.state_of(payment.key), PaymentState::kApproved);
  EXPECT_EQ(attempts(payment), "1 sandbox reversed, 2 other approved");
  EXPECT_EQ(world_.read(payment.key).timeline.back().event, "late_approval_reversed");
}

TEST_F(ReverseAttemptTest, WhoNeverSawItIsAskedOnceMoreAndThatIsNoNews) {
  const auto payment = reversing();
  const auto next = world_.next_attempt();
  ASSERT_EQ(world_.reroute_reversed(payment, next, "25").outcome, "started");
  ASSERT_EQ(world_.approve(moved_to(payment, next)).outcome, "approved");
  KnownPayment rechecked = payment;
  rechecked.reversal_id = newest_reversal(payment, "never_seen");
  EXPECT_TRUE(payment_store::due_reversals(world_.relay(), 10, world_.now).empty());
  const auto due =
      payment_store::due_reversals(world_.relay(), 10, world_.now + PaymentWorld::kSettle);
  ASSERT_EQ(due.size(), 1U);
  EXPECT_EQ(due[0].reversal_id, rechecked.reversal_id);
  EXPECT_FALSE(due[0].is_void);
  EXPECT_EQ(world_.acknowledge(rechecked, "25").outcome, "acknowledged");
  EXPECT_EQ(world_.read(payment.key).timeline.back().event, "approved");
  EXPECT_EQ(approve_late(payment), "late") << "even later";
  EXPECT_EQ(reversals(payment),
            "unknown_outcome acknowledged 25, never_seen acknowledged 25, late_approval pending");
}

TEST_F(ReverseAttemptTest, ACancelMeanwhileTakesEffectOnceTheReversalIsAcknowledged) {
  const IdempotencyClaim confirm{std::string(32, 's'), std::string(32, 'r')};
  const IdempotencyClaim of_cancel{std::string(32, 't'), std::string(32, 'r')};
  const auto payment = reversing(confirm);
  EXPECT_EQ(world_.cancel(payment.key, world_.new_cancel(), of_cancel).outcome, "recorded");
  EXPECT_EQ(world_.cancel(payment.key, world_.new_cancel()).outcome, "recorded");
  EXPECT_EQ(world_.reroute_reversed(payment, world_.next_attempt()).outcome, "kept");
  EXPECT_EQ(world_.acknowledge(payment, "00").outcome, "acknowledged");
  const Payment after = world_.read(payment.key);
  EXPECT_EQ(after.state, PaymentState::kCanceled);
  ASSERT_EQ(after.cancels.size(), 1U);
  EXPECT_EQ(after.cancels[0].state, "done");
  EXPECT_FALSE(after.cancels[0].moved);
  EXPECT_EQ(attempts(payment), "1 sandbox reversed");
  EXPECT_EQ(world_.begin(payment.key, world_.new_attempt(), confirm).outcome,
            "ALREADY_CANCELED_PAYMENT");
  EXPECT_EQ(world_.cancel(payment.key, world_.new_cancel(), of_cancel).outcome, "canceled");
}

TEST_F(ReverseAttemptTest, WithoutAnAcknowledgementItIsUnknownWithTheReversalThatItHas) {
  const IdempotencyClaim claim{std::string(32, 's'), std::string(32, 'r')};
  const auto payment = reversing(claim);
  KnownPayment given_up = payment;
  given_up.reversal_id = ReversalId::make(world_.now);
  EXPECT_EQ(world_.mark_unknown(given_up).outcome, "unknown");
  EXPECT_EQ(reversals(payment), "unknown_outcome pending");
  EXPECT_EQ(world_.read(payment.key).status(), PublicStatus::kUnknown);
  EXPECT_EQ(world_.reroute_reversed(payment, world_.next_attempt()).outcome, "kept")
      << "who was told that we do not know is never charged";
  EXPECT_EQ(world_.begin(payment.key, world_.new_attempt(), claim).outcome, "unsettled");
  EXPECT_EQ(world_.acknowledge(payment, "00").outcome, "acknowledged");
  EXPECT_EQ(world_.state_of(payment.key), PaymentState::kAborted);
}

TEST_F(ReverseAttemptTest, WhatItsRequestLeftBehindTheSweepFinds) {
  const auto payment = reversing();
  const Time deadline = world_.now + PaymentWorld::kAnswerTime;
  EXPECT_TRUE(payment_store::due_attempts(world_.relay(), 10, deadline).empty());
  const auto due =
      payment_store::due_attempts(world_.relay(), 10, deadline + std::chrono::seconds(1));
  ASSERT_EQ(due.size(), 1U);
  EXPECT_EQ(due[0].attempt_id, payment.attempt_id);
}

TEST_F(ReverseAttemptTest, TheRelaysAcknowledgementEndsWhatItsRequestLeftBehind) {
  const auto payment = reversing();
  EXPECT_EQ(world_.acknowledge(payment, "00").outcome, "acknowledged");
  EXPECT_EQ(world_.state_of(payment.key), PaymentState::kAborted);
  EXPECT_EQ(world_.reroute_reversed(payment, world_.next_attempt()).outcome, "kept");
  EXPECT_EQ(attempts(payment), "1 sandbox reversed");
}

/// The request that goes on elsewhere, the sweep that gives it up, and a cancel, let go together.
TEST_F(ReverseAttemptTest, GoingOnGivingUpAndACancelAtOnceHaveOneOutcome) {
  std::map<std::string, int> seen;
  for (int round = 0; round < 200; ++round) {
    const auto payment = reversing();
    const auto next = world_.next_attempt();
    const auto cancel = world_.new_cancel();
    std::string rerouted, marked, canceled;
    together({[&] { rerouted = world_.reroute_reversed(payment, next).outcome; },
              [&] {
                if (round % 2 == 0) {
                  marked = payment_store::mark_unknown(
                               world_.relay(), world_.merchant_id, payment.attempt_id,
                               ReversalId::make(world_.now), "no answer", world_.now)
                               .outcome;
                } else {
                  canceled = world_.cancel(payment.key, cancel).outcome;
                }
              }});
    const PaymentState end = world_.state_of(payment.key);
    if (rerouted == "started") {
      ASSERT_TRUE(end == PaymentState::kAuthorizing || end == PaymentState::kAuthorizingCancel);
      ASSERT_EQ(attempts(payment), "1 sandbox reversed, 2 other sending");
    } else {
      ASSERT_EQ(rerouted, "kept");
      ASSERT_EQ(end, round % 2 == 0 ? PaymentState::kUnknown : PaymentState::kReversingCancel);
      ASSERT_EQ(world_.acknowledge(payment, "00").outcome, "acknowledged");
      ASSERT_EQ(world_.state_of(payment.key),
                round % 2 == 0 ? PaymentState::kAborted : PaymentState::kCanceled);
    }
    ++seen[rerouted + " " + std::string(to_text(end))];
  }
  EXPECT_GE(seen.size(), 2U) << "they never met";
}

}  // namespace
}  // namespace pay200::test
