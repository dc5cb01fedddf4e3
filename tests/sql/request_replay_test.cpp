// One idempotency key, one effect: the same request gets the same answer, another is told so.

#include <algorithm>
#include <chrono>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <vector>

#include "core/idempotency/old_claims.hpp"
#include "tests/support/payment_world.hpp"
#include "tests/support/together.hpp"

namespace pay200::test {
namespace {

using payment_store::Transition;
using std::chrono::days;
using std::chrono::seconds;

constexpr std::size_t kAtOnce = 8;

const IdempotencyClaim kClaim{std::string(32, 's'), std::string(32, 'r')};
const IdempotencyClaim kOtherBody{std::string(32, 's'), std::string(32, 'x')};

class RequestReplayTest : public ::testing::Test {
 protected:
  RequestReplayTest() : pool_(options(world_)) {}
  void TearDown() override { EXPECT_EQ(world_.violations(), std::vector<std::string>{}); }

  static db::DatabaseOptions options(PaymentWorld& world) {
    db::DatabaseOptions options;
    options.conninfo = world.database().conninfo("pay200_api");
    options.connections = kAtOnce;
    return options;
  }

  KnownPayment begin_under_claim() {
    KnownPayment payment = world_.bring_to(PaymentState::kHeld);
    const auto attempt = world_.new_attempt();
    payment.attempt_id = attempt.id;
    payment.reversal_id = ReversalId::make(world_.now);
    EXPECT_EQ(world_.begin(payment.key, attempt, kClaim).outcome, "started");
    return payment;
  }
  Transition confirm_again(const KnownPayment& payment) {
    return world_.begin(payment.key, world_.new_attempt(), kClaim);
  }

  static std::map<std::string, int> count_outcomes(const std::vector<Transition>& answers) {
    std::map<std::string, int> counts;
    for (const Transition& answer : answers) {
      ++counts[answer.outcome + (answer.replayed ? " replayed" : "")];
    }
    return counts;
  }

  PaymentWorld world_;
  db::Database pool_;
};

TEST_F(RequestReplayTest, ACreateIsAnsweredAgainAsItWas) {
  const auto payment = world_.new_payment();
  EXPECT_FALSE(world_.create(payment, kClaim).replayed);
  world_.scan(payment.key, world_.shopper_id);
  const auto again = world_.create(world_.new_payment(payment.order_id), kClaim);
  EXPECT_EQ(again.outcome, "created");
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.payment->key, payment.key);
  EXPECT_EQ(again.payment->state, PaymentState::kReady) << "as it was then, not as it is now";
}

TEST_F(RequestReplayTest, AnotherRequestUnderTheSameKeyIsRefused) {
  world_.create(world_.new_payment(), kClaim);
  EXPECT_EQ(world_.create(world_.new_payment(), kOtherBody).outcome, "IDEMPOTENCY_KEY_REUSED");
  EXPECT_EQ(world_.value("SELECT count(*) FROM payment"), "1");
}

TEST_F(RequestReplayTest, ARefusedCreateLeavesItsKeyFree) {
  const auto paid = world_.bring_to(PaymentState::kApproved);
  const std::string order_id = world_.read(paid.key).order_id;
  EXPECT_EQ(world_.create(world_.new_payment(order_id), kClaim).outcome, "DUPLICATED_ORDER_ID");
  EXPECT_EQ(world_.create(world_.new_payment(), kClaim).outcome, "created");
}

TEST_F(RequestReplayTest, EightCreatesAtOnceMakeOnePayment) {
  for (int round = 0; round < 20; ++round) {
    const IdempotencyClaim claim{std::string(31, 's') + static_cast<char>('a' + round),
                                 std::string(32, 'r')};
    const std::string order_id = "same-order-" + std::to_string(round);
    std::vector<payment_store::NewPayment> payments;
    for (std::size_t i = 0; i < kAtOnce; ++i) payments.push_back(world_.new_payment(order_id));
    std::vector<Transition> answers(kAtOnce);
    together(kAtOnce, [&](std::size_t i) {
      answers[i] = payment_store::create_payment(pool_, payments[i], claim, world_.now);
    });
    EXPECT_EQ(count_outcomes(answers),
              (std::map<std::string, int>{{"created", 1}, {"created replayed", 7}}));
    for (const Transition& answer : answers) {
      EXPECT_EQ(answer.payment->key, answers[0].payment->key);
    }
    EXPECT_EQ(world_.value("SELECT count(*) FROM payment WHERE order_id = '" + order_id + "'"),
              "1");
  }
}

TEST_F(RequestReplayTest, EightConfirmsAtOnceMakeOneAttempt) {
  for (int round = 0; round < 20; ++round) {
    const KnownPayment payment = world_.bring_to(PaymentState::kHeld);
    const IdempotencyClaim claim{std::string(31, 'c') + static_cast<char>('a' + round),
                                 std::string(32, 'r')};
    std::vector<payment_store::NewAttempt> attempts;
    for (std::size_t i = 0; i < kAtOnce; ++i) attempts.push_back(world_.new_attempt());
    std::vector<Transition> answers(kAtOnce);
    together(kAtOnce, [&](std::size_t i) {
      answers[i] = payment_store::begin_attempt(pool_, payment.key, attempts[i],
                                                PaymentWorld::kMaxAttempts, claim, world_.now);
    });
    EXPECT_EQ(count_outcomes(answers),
              (std::map<std::string, int>{{"started", 1}, {"IDEMPOTENCY_KEY_IN_USE", 7}}));
    EXPECT_EQ(world_.read(payment.key).attempts.size(), 1U);
  }
}

TEST_F(RequestReplayTest, EightConfirmsAtOnceWithoutAKeyMakeOneAttemptToo) {
  const KnownPayment payment = world_.bring_to(PaymentState::kHeld);
  std::vector<payment_store::NewAttempt> attempts;
  for (std::size_t i = 0; i < kAtOnce; ++i) attempts.push_back(world_.new_attempt());
  std::vector<Transition> answers(kAtOnce);
  together(kAtOnce, [&](std::size_t i) {
    answers[i] = payment_store::begin_attempt(pool_, payment.key, attempts[i],
                                              PaymentWorld::kMaxAttempts, {}, world_.now);
  });
  EXPECT_EQ(count_outcomes(answers),
            (std::map<std::string, int>{{"started", 1}, {"PAYMENT_IN_PROGRESS", 7}}));
}

TEST_F(RequestReplayTest, EightCancelsAtOnceMakeOneCancel) {
  const KnownPayment payment = world_.bring_to(PaymentState::kApproved);
  std::vector<payment_store::NewCancel> cancels;
  for (std::size_t i = 0; i < kAtOnce; ++i) cancels.push_back(world_.new_cancel());
  std::vector<Transition> answers(kAtOnce);
  together(kAtOnce, [&](std::size_t i) {
    answers[i] = payment_store::cancel_payment(pool_, payment.key, cancels[i], kClaim, world_.now);
  });
  EXPECT_EQ(count_outcomes(answers),
            (std::map<std::string, int>{{"voiding", 1}, {"unsettled replayed", 7}}));
  EXPECT_EQ(world_.read(payment.key).cancels.size(), 1U);
}

TEST_F(RequestReplayTest, AnApprovalIsKeptThoughThePaymentIsCancelledLater) {
  KnownPayment payment = begin_under_claim();
  EXPECT_EQ(confirm_again(payment).outcome, "IDEMPOTENCY_KEY_IN_USE");
  EXPECT_EQ(world_.approve(payment).outcome, "approved");
  auto cancel = world_.new_cancel();
  payment.reversal_id = cancel.reversal_id;
  EXPECT_EQ(world_.cancel(payment.key, cancel).outcome, "voiding");
  EXPECT_EQ(world_.acknowledge(payment, "00").outcome, "acknowledged");
  const auto replay = confirm_again(payment);
  EXPECT_EQ(replay.outcome, "approved");
  EXPECT_TRUE(replay.replayed);
  EXPECT_EQ(replay.payment->state, PaymentState::kApproved);
}

TEST_F(RequestReplayTest, ADeclineIsKeptWithTheAcquirersCode) {
  const KnownPayment payment = begin_under_claim();
  world_.decline(payment);
  const auto replay = confirm_again(payment);
  EXPECT_EQ(replay.outcome, "REJECT_CARD_PAYMENT");
  EXPECT_EQ(replay.acquirer_code, "51");
  EXPECT_TRUE(replay.replayed);
  EXPECT_EQ(world_.read(payment.key).attempts.size(), 1U) << "another try wants another key";
}

TEST_F(RequestReplayTest, WhatWasNotSentMayBeAskedAgainUnderItsKey) {
  const KnownPayment payment = begin_under_claim();
  world_.release(payment);
  EXPECT_EQ(confirm_again(payment).outcome, "started");
}

TEST_F(RequestReplayTest, AnUnknownOutcomeIsNotKeptUntilItHasEnded) {
  const KnownPayment payment = begin_under_claim();
  world_.mark_unknown(payment);
  const auto unsettled = confirm_again(payment);
  EXPECT_EQ(unsettled.outcome, "unsettled");
  EXPECT_EQ(unsettled.payment->state, PaymentState::kUnknown);
  world_.acknowledge(payment, "00");
  const auto ended = confirm_again(payment);
  EXPECT_EQ(ended.outcome, "ABORTED_PAYMENT");
  EXPECT_TRUE(ended.replayed);
}

TEST_F(RequestReplayTest, WhatIsKeptCanBeReadWithoutAsking) {
  EXPECT_EQ(payment_store::kept_answer(pool_, world_.merchant_id, kClaim).outcome, "");
  const KnownPayment payment = begin_under_claim();
  EXPECT_EQ(payment_store::kept_answer(pool_, world_.merchant_id, kClaim).outcome,
            "IDEMPOTENCY_KEY_IN_USE");
  world_.approve(payment);
  const auto kept = payment_store::kept_answer(pool_, world_.merchant_id, kClaim);
  EXPECT_EQ(kept.outcome, "approved");
  EXPECT_TRUE(kept.replayed);
  EXPECT_EQ(payment_store::kept_answer(pool_, world_.merchant_id, kOtherBody).outcome,
            "IDEMPOTENCY_KEY_REUSED");
}

TEST_F(RequestReplayTest, AnotherMerchantsSameKeyIsAnotherKey) {
  world_.create(world_.new_payment(), kClaim);
  PaymentWorld other;
  EXPECT_EQ(payment_store::kept_answer(pool_, other.merchant_id, kClaim).outcome, "");
}

TEST_F(RequestReplayTest, AKeyIsKeptFor15Days) {
  const auto payment = world_.new_payment();
  world_.create(payment, kClaim);
  const auto forget = [&](seconds later) {
    return forget_old_claims(world_.relay(), 10, world_.now + later);
  };
  EXPECT_EQ(forget(days(15)), 0U);
  EXPECT_EQ(world_.create(world_.new_payment(payment.order_id), kClaim).payment->key, payment.key);
  EXPECT_EQ(forget(days(15) + seconds(1)), 1U);
  EXPECT_NE(world_.create(world_.new_payment(), kClaim).payment->key, payment.key);
  EXPECT_ANY_THROW(forget_old_claims(world_.api(), 10, world_.now));
}

TEST_F(RequestReplayTest, AKeyWhoseRequestStillRunsIsNotForgotten) {
  const auto payment = begin_under_claim();
  EXPECT_EQ(forget_old_claims(world_.relay(), 10, world_.now + days(16)), 0U);
  EXPECT_EQ(confirm_again(payment).outcome, "IDEMPOTENCY_KEY_IN_USE");
}

TEST_F(RequestReplayTest, TheOldestKeysAreForgottenFirstAndNotAllAtOnce) {
  for (const char* scope : {"a", "b", "c"}) {
    world_.create(world_.new_payment(),
                  IdempotencyClaim{std::string(32, *scope), std::string(32, 'r')});
    world_.now += seconds(1);
  }
  const Time later = world_.now + days(16);
  EXPECT_EQ(forget_old_claims(world_.relay(), 2, later), 2U);
  EXPECT_EQ(world_.value("SELECT encode(scope, 'escape') FROM idempotency"), std::string(32, 'c'));
  EXPECT_EQ(forget_old_claims(world_.relay(), 2, later), 1U);
}

}  // namespace
}  // namespace pay200::test
