// Deadlines take effect in every transition, by the time it is given; the sweep only tidies up.

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "core/payment/payment_answer.hpp"
#include "tests/support/payment_world.hpp"

namespace pay200::test {
namespace {

using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

class DeadlineTest : public ::testing::Test {
 protected:
  void TearDown() override { EXPECT_EQ(world_.violations(), std::vector<std::string>{}); }

  std::vector<std::string> events(const PaymentKey& key) {
    std::vector<std::string> found;
    for (const TimelineEntry& entry : world_.read(key).timeline) found.push_back(entry.event);
    return found;
  }

  PaymentWorld world_;
};

TEST_F(DeadlineTest, AQrCodeLivesUntilItsDeadlineAndNotAtIt) {
  const auto in_time = world_.bring_to(PaymentState::kReady);
  const auto too_late = world_.bring_to(PaymentState::kReady);
  world_.now += minutes(5) - microseconds(1);
  EXPECT_EQ(world_.scan(in_time.key, world_.shopper_id).outcome, "scanned");
  world_.now += microseconds(1);
  EXPECT_EQ(world_.scan(too_late.key, world_.shopper_id).outcome, "EXPIRED_PAYMENT");
  EXPECT_EQ(world_.state_of(too_late.key), PaymentState::kExpired) << "it took effect";
}

TEST_F(DeadlineTest, AHoldMayOutliveTheQrCode) {
  auto payment = world_.bring_to(PaymentState::kReady);
  world_.now += minutes(4);
  world_.scan(payment.key, world_.shopper_id);
  world_.now += minutes(2);
  EXPECT_EQ(world_.begin(payment.key, world_.new_attempt()).outcome, "started");
}

TEST_F(DeadlineTest, ALapsedHoldGivesThePaymentToTheNextShopper) {
  const auto payment = world_.bring_to(PaymentState::kHeld);
  EXPECT_EQ(world_.scan(payment.key, world_.other_shopper_id).outcome, "ALREADY_SCANNED_PAYMENT");
  world_.now += minutes(3);
  EXPECT_EQ(world_.scan(payment.key, world_.other_shopper_id).outcome, "scanned");
  EXPECT_EQ(world_.read(payment.key).shopper_id, world_.other_shopper_id);
  EXPECT_EQ(events(payment.key),
            (std::vector<std::string>{"created", "scanned", "hold_lapsed", "scanned"}));
}

TEST_F(DeadlineTest, WhyOneShoppersCardWasDeclinedIsNotTheNextOnes) {
  auto payment = world_.bring_to(PaymentState::kAuthorizing);
  EXPECT_EQ(world_.decline(payment).outcome, "declined");
  EXPECT_TRUE(world_.read(payment.key).failure);
  world_.now += minutes(3) + seconds(1);
  EXPECT_EQ(world_.scan(payment.key, world_.other_shopper_id).outcome, "scanned");
  EXPECT_FALSE(world_.read(payment.key).failure);
}

TEST_F(DeadlineTest, AConfirmAfterTheHoldHasLapsedMustScanAgain) {
  const auto payment = world_.bring_to(PaymentState::kHeld);
  world_.now += minutes(3);
  EXPECT_EQ(world_.begin(payment.key, world_.new_attempt()).outcome, "NOT_SCANNED_PAYMENT");
  EXPECT_EQ(world_.scan(payment.key, world_.shopper_id).outcome, "scanned");
  EXPECT_EQ(world_.begin(payment.key, world_.new_attempt()).outcome, "started");
}

TEST_F(DeadlineTest, AShopperCannotCancelWhatIsNoLongerTheirs) {
  const auto payment = world_.bring_to(PaymentState::kHeld);
  auto cancel = world_.new_cancel();
  cancel.by_shopper = world_.other_shopper_id;
  EXPECT_EQ(world_.cancel(payment.key, cancel).outcome, "NOT_FOUND_PAYMENT");
  world_.now += minutes(3);
  cancel.by_shopper = world_.shopper_id;
  EXPECT_EQ(world_.cancel(payment.key, cancel).outcome, "NOT_SCANNED_PAYMENT");
  EXPECT_EQ(world_.state_of(payment.key), PaymentState::kReady);
}

TEST_F(DeadlineTest, AnExpiredPaymentCannotBeCancelled) {
  const auto payment = world_.bring_to(PaymentState::kReady);
  world_.now += minutes(5);
  EXPECT_EQ(world_.cancel(payment.key, world_.new_cancel()).outcome, "EXPIRED_PAYMENT");
}

TEST_F(DeadlineTest, AnAuthorizationOnItsWayDoesNotExpire) {
  const auto payment = world_.bring_to(PaymentState::kAuthorizing);
  world_.now += minutes(10);
  EXPECT_EQ(payment_store::expire_payment(world_.relay(), payment.key, world_.now),
            PaymentState::kAuthorizing);
  EXPECT_TRUE(payment_store::due_payments(world_.relay(), 10, world_.now).empty());
  world_.now -= minutes(6);
  EXPECT_EQ(world_.approve(payment).outcome, "approved");
}

TEST_F(DeadlineTest, TheSweepFindsWhatIsDueAndNothingElse) {
  for (const PaymentState state : all_payment_states()) world_.bring_to(state);
  EXPECT_TRUE(payment_store::due_payments(world_.relay(), 10, world_.now).empty());
  EXPECT_EQ(payment_store::due_payments(world_.relay(), 10, world_.now + minutes(3)).size(), 1U);
  EXPECT_EQ(payment_store::due_payments(world_.relay(), 10, world_.now + minutes(5)).size(), 2U);
  EXPECT_EQ(payment_store::due_payments(world_.relay(), 1, world_.now + minutes(5)).size(), 1U);
  EXPECT_TRUE(payment_store::due_attempts(world_.relay(), 10, world_.now + seconds(10)).empty());
  // The two that are sent, and the two whose reversals are.
  EXPECT_EQ(payment_store::due_attempts(world_.relay(), 10, world_.now + seconds(11)).size(), 4U);
  // The two voids' are due after a second, the unknown one's at its attempt's deadline.
  EXPECT_TRUE(payment_store::due_reversals(world_.relay(), 10, world_.now).empty());
  EXPECT_EQ(payment_store::due_reversals(world_.relay(), 10, world_.now + seconds(1)).size(), 2U);
  EXPECT_EQ(payment_store::due_reversals(world_.relay(), 10, world_.now + seconds(10)).size(), 3U);
}

TEST_F(DeadlineTest, AVoidIsOnlyForTheApprovalsOwnBusinessDay) {
  const auto payment = world_.bring_to(PaymentState::kApproved);
  auto cancel = world_.new_cancel();
  EXPECT_EQ(world_.cancel(payment.key, cancel).outcome, "voiding");
  const auto late = world_.bring_to(PaymentState::kApproved);
  cancel = world_.new_cancel();
  cancel.business_day = std::chrono::sys_days{world_.business_day} + std::chrono::days{1};
  EXPECT_EQ(world_.cancel(late.key, cancel).outcome, "refunding");
}

TEST_F(DeadlineTest, BeforeApprovalOnlyTheWholeIsCancelled) {
  for (const PaymentState state :
       {PaymentState::kReady, PaymentState::kHeld, PaymentState::kAuthorizing}) {
    const auto payment = world_.bring_to(state);
    auto cancel = world_.new_cancel();
    cancel.amount_minor = PaymentWorld::kAmount - 1;
    EXPECT_EQ(world_.cancel(payment.key, cancel).outcome, "NOT_CANCELABLE_AMOUNT");
    cancel.amount_minor = PaymentWorld::kAmount;
    EXPECT_TRUE(is_done(world_.cancel(payment.key, cancel)));
  }
}

TEST_F(DeadlineTest, FiveDeclinesEndAPaymentAndFourDoNot) {
  auto payment = world_.bring_to(PaymentState::kAuthorizing);
  for (int tries = 1; tries < PaymentWorld::kMaxAttempts; ++tries) {
    EXPECT_EQ(world_.decline(payment).payment->state, PaymentState::kHeld) << tries;
    const auto attempt = world_.new_attempt();
    payment.attempt_id = attempt.id;
    EXPECT_EQ(world_.begin(payment.key, attempt).outcome, "started");
  }
  const auto last = world_.decline(payment);
  EXPECT_EQ(last.payment->state, PaymentState::kAborted);
  EXPECT_EQ(last.payment->failure, ErrorCode::kRejectCardPayment);
  EXPECT_EQ(world_.begin(payment.key, world_.new_attempt()).outcome, "ABORTED_PAYMENT");
}

TEST_F(DeadlineTest, AnAttemptThatWasNotSentDoesNotCountButHasItsNumber) {
  auto payment = world_.bring_to(PaymentState::kAuthorizing);
  for (int i = 0; i < PaymentWorld::kMaxAttempts; ++i) {
    EXPECT_EQ(world_.release(payment).outcome, "released");
    const auto attempt = world_.new_attempt();
    payment.attempt_id = attempt.id;
    EXPECT_EQ(world_.begin(payment.key, attempt).outcome, "started");
  }
  EXPECT_EQ(world_.decline(payment).payment->state, PaymentState::kHeld);
  const auto attempts = world_.read(payment.key).attempts;
  ASSERT_EQ(attempts.size(), 6U);
  for (std::size_t i = 0; i < attempts.size(); ++i) {
    EXPECT_EQ(attempts[i].number, static_cast<int>(i) + 1);
  }
}

TEST_F(DeadlineTest, AnotherModesShopperCannotScan) {
  const auto payment = world_.bring_to(PaymentState::kReady);
  EXPECT_EQ(payment_store::scan_payment(world_.api(), payment.key, world_.shopper_id, true,
                                        world_.now + minutes(3), world_.now)
                .outcome,
            "MODE_MISMATCH");
}

TEST_F(DeadlineTest, ASuspendedMerchantSellsNothingButGivesBack) {
  const auto held = world_.bring_to(PaymentState::kHeld);
  const auto paid = world_.bring_to(PaymentState::kApproved);
  world_.value("UPDATE merchant SET status = 'suspended'");
  EXPECT_EQ(world_.create(world_.new_payment()).outcome, "MERCHANT_SUSPENDED");
  EXPECT_EQ(world_.begin(held.key, world_.new_attempt()).outcome, "MERCHANT_SUSPENDED");
  EXPECT_EQ(world_.cancel(paid.key, world_.new_cancel()).outcome, "voiding");
}

}  // namespace
}  // namespace pay200::test
