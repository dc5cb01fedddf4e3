// Every command in every state, on real rows: the SQL functions and core/payment/payment_state
// must agree, or one of them has drifted.

#include <cctype>
#include <gtest/gtest.h>
#include <string>
#include <variant>
#include <vector>

#include "tests/support/payment_world.hpp"

namespace pay200::test {
namespace {

using std::chrono::minutes;

/// The row that an answer to a void is about, where the payment has one.
KnownPayment with_void(const KnownPayment& payment, PaymentState state, Time now) {
  KnownPayment known = payment;
  const bool has_void = state == PaymentState::kApprovedVoiding ||
                        state == PaymentState::kVoiding || state == PaymentState::kCanceled;
  if (!has_void) known.reversal_id = ReversalId::make(now);
  return known;
}

/// The same for a reversal of an unknown outcome.
KnownPayment with_reversal(const KnownPayment& payment, PaymentState state, Time now) {
  KnownPayment known = payment;
  if (state != PaymentState::kReversing && state != PaymentState::kReversingCancel &&
      state != PaymentState::kUnknown && state != PaymentState::kAborted) {
    known.reversal_id = ReversalId::make(now);
  }
  return known;
}

/// A refund's answer, to the payment's refund if it can have one.
enum class Answer { kExecuted, kRefused };

class StateCommandTest : public ::testing::Test {
 protected:
  std::string cancel_by_shopper(const KnownPayment& payment) {
    auto cancel = world_.new_cancel();
    cancel.by_shopper = world_.shopper_id;
    return world_.cancel(payment.key, cancel).outcome;
  }

  std::string cancel_by_page(const KnownPayment& payment) {
    auto cancel = world_.new_cancel();
    cancel.by_page = true;
    return world_.cancel(payment.key, cancel).outcome;
  }

  std::string expire(const KnownPayment& payment, minutes later) {
    payment_store::expire_payment(world_.relay(), payment.key, world_.now + later);
    return "swept";
  }

  /// An answer to an attempt that is open already must not take another reversal's id.
  KnownPayment with_new_reversal(const KnownPayment& payment) {
    KnownPayment known = payment;
    known.reversal_id = ReversalId::make(world_.now);
    return known;
  }

  std::string shop_confirm(const KnownPayment& payment) {
    auto attempt = world_.new_attempt();
    attempt.confirm_id = payment.confirm_id;
    return world_.begin(payment.key, attempt).outcome;
  }

  std::string cancel_part(const KnownPayment& payment) {
    auto cancel = world_.new_cancel();
    cancel.amount_minor = 1'000;
    return world_.cancel(payment.key, cancel).outcome;
  }

  std::string void_too_late(const KnownPayment& payment, PaymentState state) {
    KnownPayment known = with_void(payment, state, world_.now);
    known.refund_id = RefundId::make(world_.now);
    return world_.refund_instead(known).outcome;
  }

  /// `part`: of what is left, else all of it. Where there can be no refund, of one that is not
  /// there.
  std::string answer_refund(KnownPayment payment, PaymentState state, bool part, Answer answer) {
    payment.refund_id = RefundId::make(world_.now);
    if (state == PaymentState::kVoiding || state == PaymentState::kApprovedVoiding) {
      if (part) return "a void is of the whole";
      world_.refund_instead(payment);
      world_.claim_refund(payment);
    } else if (state == PaymentState::kApproved || state == PaymentState::kPartiallyCanceled) {
      payment =
          world_.owe_refund(payment, part ? std::optional<std::int64_t>(1'000) : std::nullopt);
      world_.claim_refund(payment);
    }
    return answer == Answer::kExecuted ? world_.execute_refund(payment).outcome
                                       : world_.refuse_refund(payment, "05").outcome;
  }

  /// What the SQL function that the command means answers.
  std::string run(const KnownPayment& payment, PaymentState state, PaymentCommand command) {
    switch (command) {
      case PaymentCommand::kScan:
        return world_.scan(payment.key, world_.other_shopper_id).outcome;
      case PaymentCommand::kRescan:
        return world_.scan(payment.key, world_.shopper_id).outcome;
      case PaymentCommand::kConfirm:
        return world_.begin(payment.key, world_.new_attempt()).outcome;
      case PaymentCommand::kConfirmToShop:
        return world_.await_shop(payment.key, world_.new_confirm()).outcome;
      case PaymentCommand::kShopConfirm:
        return shop_confirm(payment);
      case PaymentCommand::kCancelByMerchant:
        return world_.cancel(payment.key, world_.new_cancel()).outcome;
      case PaymentCommand::kCancelPart:
        return cancel_part(payment);
      case PaymentCommand::kCancelByShopper:
        return cancel_by_shopper(payment);
      case PaymentCommand::kCancelByPage:
        return cancel_by_page(payment);
      case PaymentCommand::kExpire:
        return expire(payment, minutes(0));
      case PaymentCommand::kLapseHold:
        return expire(payment, minutes(3));
      case PaymentCommand::kLapse:
        return expire(payment, minutes(5));
      case PaymentCommand::kLapseConfirm:
        return expire(payment, minutes(10));
      case PaymentCommand::kApprove:
        return world_.approve(with_new_reversal(payment)).outcome;
      case PaymentCommand::kDecline:
        return world_.decline(payment).outcome;
      case PaymentCommand::kDeclineLast:
        return world_.decline(payment, 1).outcome;
      case PaymentCommand::kNotSent:
      case PaymentCommand::kNotSentForShop:
        return world_.release(payment).outcome;
      case PaymentCommand::kReroute:
        return world_.reroute(payment, world_.next_attempt()).outcome;
      case PaymentCommand::kReverse:
        return world_.reverse(with_new_reversal(payment)).outcome;
      case PaymentCommand::kRerouteReversed:
        return world_.reroute_reversed(payment, world_.next_attempt()).outcome;
      case PaymentCommand::kOutcomeUnknown:
        return world_.mark_unknown(with_new_reversal(payment)).outcome;
      case PaymentCommand::kVoidAcknowledged:
        return world_.acknowledge(with_void(payment, state, world_.now), "00").outcome;
      case PaymentCommand::kVoidRefused:
        return world_.refuse(with_void(payment, state, world_.now), "21").outcome;
      case PaymentCommand::kVoidTooLate:
        return void_too_late(payment, state);
      case PaymentCommand::kPartRefunded:
        return answer_refund(payment, state, true, Answer::kExecuted);
      case PaymentCommand::kAllRefunded:
        return answer_refund(payment, state, false, Answer::kExecuted);
      case PaymentCommand::kRefundRefused:
        return answer_refund(payment, state, false, Answer::kRefused);
      case PaymentCommand::kReversalAcknowledged:
        return world_.acknowledge(with_reversal(payment, state, world_.now), "00").outcome;
    }
    return "no such command";
  }

  void compare(PaymentState state, PaymentCommand command) {
    SCOPED_TRACE(std::string(to_text(command)) + " in " + std::string(to_text(state)));
    world_.by_client = command == PaymentCommand::kConfirmToShop ||
                       command == PaymentCommand::kShopConfirm ||
                       command == PaymentCommand::kNotSentForShop;
    const KnownPayment payment = world_.bring_to(state);
    ASSERT_EQ(to_text(world_.state_of(payment.key)), to_text(state));
    const std::string outcome = run(payment, state, command);
    const auto expected = next_state(state, command);
    const auto* after = std::get_if<PaymentState>(&expected);
    EXPECT_EQ(to_text(world_.state_of(payment.key)), to_text(after == nullptr ? state : *after));
    if (after == nullptr) {
      EXPECT_EQ(outcome, wire_name(std::get<ErrorCode>(expected)));
    } else if (*after != state) {
      EXPECT_TRUE(std::islower(outcome.front())) << outcome;
    }
  }

  PaymentWorld world_;
};

TEST_F(StateCommandTest, TheSqlFunctionsAndTheTableAgreeForEveryPair) {
  for (const PaymentState state : all_payment_states()) {
    for (const PaymentCommand command : all_payment_commands()) compare(state, command);
  }
  EXPECT_EQ(world_.violations(), std::vector<std::string>{});
}

TEST_F(StateCommandTest, TheRefusalsInSqlAreTheTablesOwn) {
  for (const PaymentState state : all_payment_states()) {
    // Confirming is refused in every state but held, where only another's scan is.
    const auto command =
        state == PaymentState::kHeld ? PaymentCommand::kScan : PaymentCommand::kConfirm;
    EXPECT_EQ(world_.value("SELECT refusal_for_state('" + std::string(to_text(state)) + "')"),
              wire_name(std::get<ErrorCode>(next_state(state, command))));
    if (state == PaymentState::kConfirmed) continue;
    EXPECT_EQ(world_.value("SELECT refusal_to_shop_confirm('" + std::string(to_text(state)) + "')"),
              wire_name(std::get<ErrorCode>(next_state(state, PaymentCommand::kShopConfirm))));
  }
}

TEST_F(StateCommandTest, APaymentsTimelineTellsItsStatesInOrder) {
  const KnownPayment payment = world_.bring_to(PaymentState::kCanceled);
  std::vector<std::string> told;
  for (const TimelineEntry& entry : world_.read(payment.key).timeline) {
    told.push_back(entry.event + " " + entry.state);
  }
  EXPECT_EQ(told, (std::vector<std::string>{"created ready", "scanned held",
                                            "authorizing authorizing", "approved approved",
                                            "cancel_requested voiding", "canceled canceled"}));
}

}  // namespace
}  // namespace pay200::test
