// A cancel that comes while an authorization is on its way is recorded; what the acquirer then says
// decides what becomes of it, and of the confirm's and the cancel's idempotency keys.

#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/payment_world.hpp"

namespace pay200::test {
namespace {

IdempotencyClaim claim(char name) { return {std::string(32, name), std::string(32, 'r')}; }

class CancelWhileAuthorizingTest : public ::testing::Test {
 protected:
  void SetUp() override {
    payment_ = world_.bring_to(PaymentState::kHeld);
    const auto attempt = world_.new_attempt();
    payment_.attempt_id = attempt.id;
    payment_.reversal_id = ReversalId::make(world_.now);
    ASSERT_EQ(world_.begin(payment_.key, attempt, claim('1')).outcome, "started");
    auto cancel = world_.new_cancel();
    cancel.id = payment_.cancel_id;
    ASSERT_EQ(world_.cancel(payment_.key, cancel, claim('2')).outcome, "recorded");
    ASSERT_EQ(world_.state_of(payment_.key), PaymentState::kAuthorizingCancel);
  }

  void TearDown() override { EXPECT_EQ(world_.violations(), std::vector<std::string>{}); }

  payment_store::Transition replay_confirm() {
    return world_.begin(payment_.key, world_.new_attempt(), claim('1'));
  }
  payment_store::Transition replay_cancel() {
    return world_.cancel(payment_.key, world_.new_cancel(), claim('2'));
  }
  std::string cancel_state() { return world_.read(payment_.key).cancels.at(0).state; }

  PaymentWorld world_;
  KnownPayment payment_;
};

TEST_F(CancelWhileAuthorizingTest, AnApprovalIsVoidedAndBothKeysEndWithTheVoid) {
  EXPECT_EQ(replay_confirm().outcome, "IDEMPOTENCY_KEY_IN_USE");
  EXPECT_EQ(world_.approve(payment_).outcome, "canceled");
  EXPECT_EQ(world_.state_of(payment_.key), PaymentState::kApprovedVoiding);
  EXPECT_EQ(world_.read(payment_.key).balance.amount_minor, 0);
  EXPECT_EQ(cancel_state(), "in_progress");
  EXPECT_EQ(replay_confirm().outcome, "unsettled");
  EXPECT_EQ(replay_cancel().outcome, "unsettled");
  EXPECT_EQ(world_.acknowledge(payment_, "00").outcome, "acknowledged");
  EXPECT_EQ(world_.state_of(payment_.key), PaymentState::kCanceled);
  EXPECT_EQ(cancel_state(), "done");
  EXPECT_EQ(replay_confirm().outcome, "ALREADY_CANCELED_PAYMENT");
  EXPECT_EQ(replay_cancel().outcome, "canceled");
  EXPECT_TRUE(replay_cancel().replayed);
}

TEST_F(CancelWhileAuthorizingTest, AnApprovalStandsIfItsVoidIsRefused) {
  world_.approve(payment_);
  EXPECT_EQ(world_.refuse(payment_, "21").outcome, "refused");
  EXPECT_EQ(world_.state_of(payment_.key), PaymentState::kApproved);
  EXPECT_EQ(cancel_state(), "aborted");
  EXPECT_EQ(replay_confirm().outcome, "approved");
  const auto cancel = replay_cancel();
  EXPECT_EQ(cancel.outcome, "NOT_CANCELABLE_PAYMENT");
  EXPECT_EQ(cancel.acquirer_code, "21");
}

TEST_F(CancelWhileAuthorizingTest, AnAlarmedVoidStaysOwed) {
  world_.approve(payment_);
  EXPECT_EQ(world_.refuse(payment_, "30", true).outcome, "alarmed");
  EXPECT_EQ(world_.state_of(payment_.key), PaymentState::kApprovedVoiding);
  EXPECT_EQ(cancel_state(), "in_progress");
  // A person has settled it, or a try that was still on its way has.
  EXPECT_EQ(world_.acknowledge(payment_, "00").outcome, "acknowledged");
  EXPECT_EQ(world_.state_of(payment_.key), PaymentState::kCanceled);
}

TEST_F(CancelWhileAuthorizingTest, ADeclineLetsTheCancelTakeEffect) {
  const auto declined = world_.decline(payment_);
  EXPECT_EQ(declined.outcome, "declined");
  EXPECT_EQ(declined.payment->state, PaymentState::kCanceled);
  EXPECT_EQ(cancel_state(), "done");
  EXPECT_FALSE(world_.read(payment_.key).cancels.at(0).moved);
  EXPECT_EQ(replay_confirm().outcome, "REJECT_CARD_PAYMENT");
  EXPECT_EQ(replay_cancel().outcome, "canceled");
}

TEST_F(CancelWhileAuthorizingTest, AnAttemptThatWasNotSentLetsTheCancelTakeEffect) {
  const auto released = world_.release(payment_);
  EXPECT_EQ(released.outcome, "released");
  EXPECT_EQ(released.payment->state, PaymentState::kCanceled);
  EXPECT_EQ(replay_cancel().outcome, "canceled");
  EXPECT_EQ(replay_confirm().outcome, "ALREADY_CANCELED_PAYMENT") << "the key is free again";
}

TEST_F(CancelWhileAuthorizingTest, AnUnknownOutcomeEndsAbortedAndSoDoesTheCancel) {
  EXPECT_EQ(world_.mark_unknown(payment_).outcome, "unknown");
  EXPECT_EQ(world_.state_of(payment_.key), PaymentState::kUnknown);
  EXPECT_EQ(cancel_state(), "in_progress");
  EXPECT_EQ(replay_confirm().outcome, "unsettled");
  EXPECT_EQ(replay_cancel().outcome, "unsettled");
  EXPECT_EQ(world_.acknowledge(payment_, "00").outcome, "acknowledged");
  EXPECT_EQ(world_.state_of(payment_.key), PaymentState::kAborted);
  EXPECT_EQ(cancel_state(), "aborted");
  EXPECT_EQ(replay_confirm().outcome, "ABORTED_PAYMENT");
  EXPECT_EQ(replay_cancel().outcome, "ABORTED_PAYMENT");
}

TEST_F(CancelWhileAuthorizingTest, ASecondCancelIsTheSameCancel) {
  auto second = world_.new_cancel();
  const auto answer = world_.cancel(payment_.key, second, claim('3'));
  EXPECT_EQ(answer.outcome, "recorded");
  EXPECT_EQ(answer.holder_id, payment_.cancel_id.to_sql());
  EXPECT_EQ(answer.payment->cancels.size(), 1U);
  world_.decline(payment_);
  const auto replay = world_.cancel(payment_.key, world_.new_cancel(), claim('3'));
  EXPECT_EQ(replay.outcome, "unsettled");
  EXPECT_EQ(replay.holder_id, payment_.cancel_id.to_sql());
  EXPECT_EQ(replay.payment->cancels.at(0).state, "done");
}

}  // namespace
}  // namespace pay200::test
