// A connection that breaks leaves its statement in doubt, so it is called again with the same ids:
// every transition, called twice, has happened once and says the same.

#include <functional>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/support/payment_world.hpp"
#include "tests/support/together.hpp"

namespace pay200::test {
namespace {

using payment_store::Transition;

class TransitionRepeatTest : public ::testing::Test {
 protected:
  void TearDown() override {
    const auto violations = world_.violations();
    EXPECT_EQ(violations.size(), alarms_) << testing::PrintToString(violations);
  }

  std::string row_counts() {
    return world_.value(
        "SELECT (SELECT count(*) FROM payment), (SELECT count(*) FROM attempt), "
        "(SELECT count(*) FROM cancel), (SELECT count(*) FROM reversal), "
        "(SELECT count(*) FROM transaction), (SELECT count(*) FROM ledger_entry), "
        "(SELECT count(*) FROM payment_event), (SELECT count(*) FROM idempotency)");
  }

  void expect_once(const char* what, const std::function<Transition()>& act) {
    SCOPED_TRACE(what);
    const Transition first = act();
    const std::string rows = row_counts();
    const Transition second = act();
    EXPECT_EQ(second.outcome, first.outcome);
    EXPECT_EQ(second.replayed, first.replayed);
    EXPECT_EQ(second.holder_id, first.holder_id);
    EXPECT_EQ(row_counts(), rows);
    // begin_attempt answers without the payment.
    ASSERT_EQ(second.payment.has_value(), first.payment.has_value());
    if (!first.payment) return;
    EXPECT_EQ(second.payment->state, first.payment->state);
    EXPECT_EQ(second.payment->timeline.size(), first.payment->timeline.size());
  }

  PaymentWorld world_;
  std::size_t alarms_ = 0;  ///< what pgctl db check must complain of
  const IdempotencyClaim claim_{std::string(32, 's'), std::string(32, 'r')};
};

TEST_F(TransitionRepeatTest, CreateScanAndConfirm) {
  const auto payment = world_.new_payment();
  expect_once("create", [&] { return world_.create(payment, claim_); });
  expect_once("scan", [&] { return world_.scan(payment.key, world_.shopper_id); });
  const auto attempt = world_.new_attempt();
  const IdempotencyClaim confirm{std::string(32, 'c'), std::string(32, 'r')};
  expect_once("begin", [&] { return world_.begin(payment.key, attempt, confirm); });
}

TEST_F(TransitionRepeatTest, TheAnswersOfTheAcquirer) {
  using enum PaymentState;
  const auto in = [this](PaymentState state) { return world_.bring_to(state); };
  const auto approved = in(kAuthorizing), voided = in(kAuthorizingCancel);
  expect_once("approve", [&] { return world_.approve(approved); });
  expect_once("approve after cancel", [&] { return world_.approve(voided); });
  for (const PaymentState state : {kAuthorizing, kAuthorizingCancel}) {
    const auto declined = in(state), last = in(state), released = in(state), unknown = in(state);
    expect_once("decline", [&] { return world_.decline(declined); });
    expect_once("last decline", [&] { return world_.decline(last, 1); });
    expect_once("release", [&] { return world_.release(released); });
    expect_once("unknown", [&] { return world_.mark_unknown(unknown); });
  }
  const auto late = in(kUnknown);
  KnownPayment late_again = late;
  late_again.reversal_id = ReversalId::make(world_.now);
  expect_once("late approval", [&] { return world_.approve(late_again); });
}

TEST_F(TransitionRepeatTest, CancelsAndReversals) {
  using enum PaymentState;
  for (const PaymentState state : {kReady, kHeld, kAuthorizing, kApproved}) {
    const auto payment = world_.bring_to(state);
    const auto cancel = world_.new_cancel();
    const IdempotencyClaim claim{std::string(31, 'k') + std::string(to_text(state).substr(0, 1)),
                                 std::string(32, 'r')};
    expect_once("cancel", [&] { return world_.cancel(payment.key, cancel, claim); });
  }
  const auto acknowledged = world_.bring_to(kVoiding), refused = world_.bring_to(kVoiding),
             alarmed = world_.bring_to(kVoiding), reversed = world_.bring_to(kUnknown);
  expect_once("void acknowledged", [&] { return world_.acknowledge(acknowledged, "00"); });
  expect_once("void refused", [&] { return world_.refuse(refused, "21"); });
  expect_once("void alarmed", [&] { return world_.refuse(alarmed, "30", true); });
  alarms_ = 1;
  expect_once("reversal acknowledged", [&] { return world_.acknowledge(reversed, "00"); });
}

TEST_F(TransitionRepeatTest, ACreateThatRunsTwiceAtOnceMakesOnePayment) {
  for (int round = 0; round < 50; ++round) {
    const auto payment = world_.new_payment();
    std::vector<Transition> answers(2);
    together(2, [&](std::size_t i) { answers[i] = world_.create(payment); });
    for (const Transition& answer : answers) {
      EXPECT_EQ(answer.outcome, "created");
      EXPECT_EQ(answer.payment->state, PaymentState::kReady);
      EXPECT_EQ(answer.payment->timeline.size(), 1U);
    }
  }
}

TEST_F(TransitionRepeatTest, AReversalIsAcknowledgedOrRefusedButNotBoth) {
  const auto acknowledged = world_.bring_to(PaymentState::kVoiding);
  world_.acknowledge(acknowledged, "00");
  EXPECT_EQ(world_.refuse(acknowledged, "21").outcome, "acknowledged");
  EXPECT_EQ(world_.state_of(acknowledged.key), PaymentState::kCanceled);
  const auto refused = world_.bring_to(PaymentState::kVoiding);
  world_.refuse(refused, "21");
  EXPECT_EQ(world_.acknowledge(refused, "00").outcome, "refused");
  EXPECT_EQ(world_.state_of(refused.key), PaymentState::kApproved);
}

TEST_F(TransitionRepeatTest, AClaimedReversalIsNobodyElsesUntilItComesDueAgain) {
  const auto payment = world_.bring_to(PaymentState::kUnknown);
  const Slot slot{"sandbox", {"T0000001", 900'001, "632607900001", world_.now}};
  const auto claim = [&](bool first, const std::optional<Slot>& with, Time at) {
    return payment_store::claim_reversal(world_.relay(), world_.merchant_id, payment.reversal_id,
                                         first, with, at + std::chrono::seconds(10), at);
  };
  const Time due = world_.now + std::chrono::seconds(10);  // its attempt's deadline
  EXPECT_FALSE(claim(false, slot, world_.now));
  EXPECT_TRUE(claim(false, slot, due));
  EXPECT_FALSE(claim(false, slot, due));
  EXPECT_FALSE(claim(true, slot, due)) << "it has been tried";
  EXPECT_TRUE(claim(false, std::nullopt, due + std::chrono::seconds(10)));
  EXPECT_EQ(world_.value("SELECT tries, stan, terminal_id FROM reversal"), "2|900001|T0000001")
      << "a repeat keeps the slot of the first try";
}

TEST_F(TransitionRepeatTest, TheRequestThatOwesAVoidClaimsItAheadOfTheRelay) {
  const auto payment = world_.bring_to(PaymentState::kVoiding);
  EXPECT_TRUE(payment_store::due_reversals(world_.relay(), 10, world_.now).empty());
  const Slot slot{"sandbox", {"T0000001", 900'001, "632607900001", world_.now}};
  const auto claim = [&](bool first) {
    return payment_store::claim_reversal(world_.api(), world_.merchant_id, payment.reversal_id,
                                         first, slot, world_.now + std::chrono::seconds(10),
                                         world_.now);
  };
  EXPECT_FALSE(claim(false));
  EXPECT_TRUE(claim(true));
  EXPECT_FALSE(claim(true));
  const auto found =
      payment_store::find_reversal(world_.api(), world_.merchant_id, payment.reversal_id);
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->is_void);
  EXPECT_EQ(found->acquirer, "sandbox");
  EXPECT_EQ(found->terminal_id, "T0000001");
  EXPECT_EQ(found->tries, 1);
}

}  // namespace
}  // namespace pay200::test
