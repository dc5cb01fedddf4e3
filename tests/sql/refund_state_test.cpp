// Every command in every state of a refund, on real rows: the SQL functions and
// core/payment/cancel_state must agree, or one of them has drifted.

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "core/payment/cancel_state.hpp"
#include "tests/support/payment_world.hpp"

namespace pay200::test {
namespace {

class RefundStateTest : public ::testing::Test {
 protected:
  KnownPayment bring_to(RefundState state) {
    const auto payment =
        world_.owe_refund(world_.bring_to(PaymentState::kApproved), PaymentWorld::kPart);
    if (state == RefundState::kPending) return payment;
    slot_ = world_.new_slot();
    EXPECT_TRUE(world_.claim_refund(payment, slot_));
    if (state == RefundState::kUnknown) world_.lose_refund(payment);
    if (state == RefundState::kDone) world_.execute_refund(payment);
    if (state == RefundState::kRefused) world_.refuse_refund(payment, "05");
    if (state == RefundState::kAlarmed) world_.refuse_refund(payment, "30", true);
    return payment;
  }

  void run(const KnownPayment& payment, RefundCommand command) {
    const Time settled = world_.now + PaymentWorld::kAnswerTime + PaymentWorld::kSettle;
    switch (command) {
      case RefundCommand::kClaim:
        world_.claim_refund(payment);
        return;
      case RefundCommand::kNotSent:
        refund_store::release_refund(world_.api(), world_.merchant_id, payment.refund_id, slot_,
                                     world_.now);
        return;
      case RefundCommand::kOutcomeUnknown:
        world_.lose_refund(payment);
        return;
      case RefundCommand::kExecuted:
        world_.execute_refund(payment);
        return;
      case RefundCommand::kRefused:
        world_.refuse_refund(payment, "05");
        return;
      case RefundCommand::kNeverSeen:
        world_.abandon_refund(payment, settled);
        return;
      case RefundCommand::kNeverSeenEarly:
        world_.abandon_refund(payment, settled - std::chrono::milliseconds(1));
        return;
      case RefundCommand::kAlarm:
        world_.refuse_refund(payment, "30", true);
        return;
    }
  }

  std::string refund_state(const KnownPayment& payment) {
    return world_.value("SELECT state FROM refund WHERE refund_id = '" +
                        payment.refund_id.to_sql() + "'");
  }

  void compare(RefundState state, RefundCommand command) {
    SCOPED_TRACE(std::string(to_text(command)) + " in " + std::string(to_text(state)));
    const KnownPayment payment = bring_to(state);
    ASSERT_EQ(refund_state(payment), to_text(state));
    run(payment, command);
    const RefundState after = next_state(state, command);
    const Payment read = world_.read(payment.key);
    EXPECT_EQ(refund_state(payment), to_text(after));
    EXPECT_EQ(read.cancels.at(0).state, to_text(cancel_state_of(after)));
    const bool free_again = cancel_state_of(after) == CancelState::kAborted;
    EXPECT_EQ(read.balance.amount_minor,
              PaymentWorld::kAmount - (free_again ? 0 : PaymentWorld::kPart));
    EXPECT_EQ(read.state, after == RefundState::kDone ? PaymentState::kPartiallyCanceled
                                                      : PaymentState::kApproved);
  }

  PaymentWorld world_;
  Slot slot_;
};

TEST_F(RefundStateTest, TheSqlFunctionsAndTheTableAgreeForEveryPair) {
  for (const RefundState state : all_refund_states()) {
    for (const RefundCommand command : all_refund_commands()) compare(state, command);
  }
  for (const std::string& violation : world_.violations()) {
    EXPECT_EQ(violation.substr(0, violation.find(':')), "refund_needs_a_person");
  }
}

TEST_F(RefundStateTest, EveryStepCalledAgainHasHappenedOnce) {
  for (const RefundCommand command : all_refund_commands()) {
    const RefundState from = command == RefundCommand::kClaim       ? RefundState::kPending
                             : command == RefundCommand::kNeverSeen ? RefundState::kUnknown
                                                                    : RefundState::kSending;
    SCOPED_TRACE(to_text(command));
    const KnownPayment payment = bring_to(from);
    run(payment, command);
    const auto rows = [&] {
      return world_.value(
          "SELECT (SELECT count(*) FROM transaction), (SELECT count(*) FROM ledger_entry), (SELECT "
          "count(*) FROM payment_event), (SELECT sum(balance_minor) FROM payment), (SELECT "
          "sum(tries) FROM refund)");
    };
    const std::string once = rows();
    run(payment, command);
    EXPECT_EQ(rows(), once);
  }
}

TEST_F(RefundStateTest, AClaimIsItsCallersOwnAndNobodyElses) {
  const auto payment = bring_to(RefundState::kPending);
  const Slot mine = world_.new_slot();
  EXPECT_TRUE(world_.claim_refund(payment, mine));
  EXPECT_TRUE(world_.claim_refund(payment, mine)) << "called again after a broken connection";
  EXPECT_FALSE(world_.claim_refund(payment));
  world_.lose_refund(payment);
  EXPECT_FALSE(world_.claim_refund(payment, mine)) << "its sender was late";
}

TEST_F(RefundStateTest, AReleaseThatComesTwiceLeavesTheNextClaimAlone) {
  const auto payment = bring_to(RefundState::kSending);
  const Slot first = slot_;
  run(payment, RefundCommand::kNotSent);
  EXPECT_EQ(refund_state(payment), "pending");
  EXPECT_EQ(world_.value("SELECT count(stan) FROM refund"), "0") << "its slot is given up";
  const auto claim = [&](Time at) {
    return refund_store::claim_refund(
        world_.relay(), world_.merchant_id, payment.refund_id,
        {.first = false, .slot = world_.new_slot(), .deadline_at = at, .next_at = at}, at);
  };
  EXPECT_TRUE(claim(world_.now));
  refund_store::release_refund(world_.api(), world_.merchant_id, payment.refund_id, first,
                               world_.now);
  EXPECT_EQ(refund_state(payment), "sending");
}

TEST_F(RefundStateTest, WhatIsDueIsWhatSomebodyMustLookAt) {
  const auto due = [&](Time at) {
    std::vector<std::string> found;
    for (const DueRefund& refund : refund_store::due_refunds(world_.relay(), 10, at)) {
      found.emplace_back(to_text(refund.state));
      EXPECT_EQ(refund.acquirer, "sandbox");
      EXPECT_EQ(refund.terminal_id, "T0000001");
    }
    return found;
  };
  const auto seconds_from_now = [&](int count) { return world_.now + std::chrono::seconds(count); };
  const auto payment = bring_to(RefundState::kPending);
  EXPECT_TRUE(due(world_.now).empty()) << "the request's own for a second";
  EXPECT_EQ(due(seconds_from_now(1)), std::vector<std::string>{"pending"});
  EXPECT_TRUE(world_.claim_refund(payment));
  EXPECT_TRUE(due(seconds_from_now(14)).empty());
  EXPECT_EQ(due(seconds_from_now(15)), std::vector<std::string>{"sending"}) << "its sender died";
  world_.lose_refund(payment);
  EXPECT_EQ(due(seconds_from_now(1)), std::vector<std::string>{"unknown"});
  const auto row = refund_store::find_refund(world_.relay(), world_.merchant_id, payment.refund_id);
  EXPECT_TRUE(refund_store::claim_refund_inquiry(world_.relay(), *row, seconds_from_now(30),
                                                 seconds_from_now(1)));
  EXPECT_FALSE(refund_store::claim_refund_inquiry(world_.relay(), *row, seconds_from_now(30),
                                                  seconds_from_now(1)));
  EXPECT_TRUE(due(seconds_from_now(29)).empty());
  world_.execute_refund(payment);
  EXPECT_TRUE(due(seconds_from_now(1'000)).empty());
}

}  // namespace
}  // namespace pay200::test
