#include "core/payment/owed_store.hpp"

#include <gtest/gtest.h>
#include <string>

#include "tests/support/payment_world.hpp"

namespace pay200 {
namespace {

using namespace std::chrono_literals;

class OwedStoreTest : public testing::Test {
 protected:
  /// As the relay asks, `later` than now.
  Owed owed(std::chrono::seconds later = 0s) {
    return owed_store::what_is_owed(world_.relay(), world_.now + later);
  }
  static std::string text(const Owed& owed) {
    const auto open = [](const Owed::Open& of) {
      return std::to_string(of.count) + "/" + std::to_string(of.oldest.count()) + "s ";
    };
    return open(owed.unknown_attempts) + open(owed.reversals) + open(owed.refunds) +
           std::to_string(owed.alarmed_reversals) + " " + std::to_string(owed.alarmed_refunds);
  }

  test::PaymentWorld world_;
};

TEST_F(OwedStoreTest, OfPaymentsThatAreSettledNothingIsOwed) {
  for (const auto state : {PaymentState::kReady, PaymentState::kApproved, PaymentState::kCanceled,
                           PaymentState::kAborted, PaymentState::kAuthorizing}) {
    world_.bring_to(state);
  }
  EXPECT_EQ(text(owed(1h)), "0/0s 0/0s 0/0s 0 0");
}

TEST_F(OwedStoreTest, AnUnknownAttemptIsCountedFromItsDeadlineAndWithItsReversal) {
  const auto first = world_.bring_to(PaymentState::kUnknown);
  world_.now += 100s;
  world_.bring_to(PaymentState::kUnknown);
  // The first one's: its deadline is the acquirer's time away from its beginning.
  const auto deadline = std::stoll(world_.value(
      "SELECT extract(epoch FROM deadline_at)::bigint FROM attempt WHERE attempt_id = '" +
      first.attempt_id.to_sql() + "'"));
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(world_.now.time_since_epoch());
  const auto since = now.count() + 3600 - deadline;
  EXPECT_EQ(text(owed(1h)), "2/" + std::to_string(since) + "s 2/3700s 0/0s 0 0");
  world_.acknowledge(first, "00");
  EXPECT_EQ(owed(1h).reversals.count, 1);
  EXPECT_EQ(owed(1h).reversals.oldest, 1h) << "the other one is the oldest now";
  EXPECT_EQ(owed(1h).unknown_attempts.count, 1);
}

TEST_F(OwedStoreTest, AVoidIsOwedUntilItIsAcknowledgedAndAlarmedWhenItIsRejected) {
  const auto payment = world_.bring_to(PaymentState::kVoiding);
  EXPECT_EQ(text(owed(60s)), "0/0s 1/60s 0/0s 0 0");
  world_.refuse(payment, "30", true);
  EXPECT_EQ(text(owed(60s)), "0/0s 0/0s 0/0s 1 0");
  world_.acknowledge(payment, "00");
  EXPECT_EQ(text(owed(60s)), "0/0s 0/0s 0/0s 0 0");
}

TEST_F(OwedStoreTest, ARefundIsOwedWhetherItWaitsIsBeingSentOrIsUnknown) {
  const auto waiting = world_.owe_refund(world_.bring_to(PaymentState::kApproved), 1'000);
  EXPECT_EQ(text(owed(60s)), "0/0s 0/0s 1/60s 0 0");
  ASSERT_TRUE(world_.claim_refund(waiting));
  EXPECT_EQ(text(owed(60s)), "0/0s 0/0s 1/60s 0 0");
  world_.lose_refund(waiting);
  EXPECT_EQ(text(owed(60s)), "0/0s 0/0s 1/60s 0 0");
  world_.execute_refund(waiting);
  EXPECT_EQ(text(owed(60s)), "0/0s 0/0s 0/0s 0 0");
}

TEST_F(OwedStoreTest, ARefundThatIsRejectedForItsFormIsAPersons) {
  const auto refund = world_.owe_refund(world_.bring_to(PaymentState::kApproved), 1'000);
  ASSERT_TRUE(world_.claim_refund(refund));
  world_.refuse_refund(refund, "30", true);
  EXPECT_EQ(text(owed(60s)), "0/0s 0/0s 0/0s 0 1");
}

}  // namespace
}  // namespace pay200
