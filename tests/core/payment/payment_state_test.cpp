#include "core/payment/payment_state.hpp"

#include <gtest/gtest.h>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace pay200 {
namespace {

struct Expected {
  std::string command;
  /// State, and what it is after the command: a state in lower case, or the code that refuses it.
  std::vector<std::pair<std::string, std::string>> after;
};

const std::vector<Expected>& table() {
  // clang-format off
  static const std::vector<Expected> expected = {
    {"scan", {
        {"ready", "held"}, {"held", "ALREADY_SCANNED_PAYMENT"},
        {"confirmed", "PAYMENT_IN_PROGRESS"}, {"authorizing", "PAYMENT_IN_PROGRESS"},
        {"authorizing_cancel", "PAYMENT_IN_PROGRESS"}, {"reversing", "PAYMENT_IN_PROGRESS"},
        {"reversing_cancel", "PAYMENT_IN_PROGRESS"}, {"approved", "ALREADY_PROCESSED_PAYMENT"},
        {"approved_voiding", "ALREADY_CANCELED_PAYMENT"}, {"voiding", "ALREADY_CANCELED_PAYMENT"},
        {"partially_canceled", "ALREADY_PROCESSED_PAYMENT"},
        {"canceled", "ALREADY_CANCELED_PAYMENT"}, {"unknown", "PAYMENT_IN_PROGRESS"},
        {"aborted", "ABORTED_PAYMENT"}, {"expired", "EXPIRED_PAYMENT"}}},
    {"rescan", {
        {"ready", "held"}, {"held", "held"}, {"confirmed", "PAYMENT_IN_PROGRESS"},
        {"authorizing", "PAYMENT_IN_PROGRESS"}, {"authorizing_cancel", "PAYMENT_IN_PROGRESS"},
        {"reversing", "PAYMENT_IN_PROGRESS"}, {"reversing_cancel", "PAYMENT_IN_PROGRESS"},
        {"approved", "ALREADY_PROCESSED_PAYMENT"},
        {"approved_voiding", "ALREADY_CANCELED_PAYMENT"}, {"voiding", "ALREADY_CANCELED_PAYMENT"},
        {"partially_canceled", "ALREADY_PROCESSED_PAYMENT"},
        {"canceled", "ALREADY_CANCELED_PAYMENT"}, {"unknown", "PAYMENT_IN_PROGRESS"},
        {"aborted", "ABORTED_PAYMENT"}, {"expired", "EXPIRED_PAYMENT"}}},
    {"confirm", {
        {"ready", "NOT_SCANNED_PAYMENT"}, {"held", "authorizing"},
        {"confirmed", "PAYMENT_IN_PROGRESS"}, {"authorizing", "PAYMENT_IN_PROGRESS"},
        {"authorizing_cancel", "PAYMENT_IN_PROGRESS"}, {"reversing", "PAYMENT_IN_PROGRESS"},
        {"reversing_cancel", "PAYMENT_IN_PROGRESS"}, {"approved", "ALREADY_PROCESSED_PAYMENT"},
        {"approved_voiding", "ALREADY_CANCELED_PAYMENT"}, {"voiding", "ALREADY_CANCELED_PAYMENT"},
        {"partially_canceled", "ALREADY_PROCESSED_PAYMENT"},
        {"canceled", "ALREADY_CANCELED_PAYMENT"}, {"unknown", "PAYMENT_IN_PROGRESS"},
        {"aborted", "ABORTED_PAYMENT"}, {"expired", "EXPIRED_PAYMENT"}}},
    {"confirm_to_shop", {
        {"ready", "NOT_SCANNED_PAYMENT"}, {"held", "confirmed"},
        {"confirmed", "PAYMENT_IN_PROGRESS"}, {"authorizing", "PAYMENT_IN_PROGRESS"},
        {"authorizing_cancel", "PAYMENT_IN_PROGRESS"}, {"reversing", "PAYMENT_IN_PROGRESS"},
        {"reversing_cancel", "PAYMENT_IN_PROGRESS"}, {"approved", "ALREADY_PROCESSED_PAYMENT"},
        {"approved_voiding", "ALREADY_CANCELED_PAYMENT"}, {"voiding", "ALREADY_CANCELED_PAYMENT"},
        {"partially_canceled", "ALREADY_PROCESSED_PAYMENT"},
        {"canceled", "ALREADY_CANCELED_PAYMENT"}, {"unknown", "PAYMENT_IN_PROGRESS"},
        {"aborted", "ABORTED_PAYMENT"}, {"expired", "EXPIRED_PAYMENT"}}},
    {"shop_confirm", {
        {"ready", "NOT_CONFIRMED_PAYMENT"}, {"held", "NOT_CONFIRMED_PAYMENT"},
        {"confirmed", "authorizing"}, {"authorizing", "PAYMENT_IN_PROGRESS"},
        {"authorizing_cancel", "PAYMENT_IN_PROGRESS"}, {"reversing", "PAYMENT_IN_PROGRESS"},
        {"reversing_cancel", "PAYMENT_IN_PROGRESS"}, {"approved", "ALREADY_PROCESSED_PAYMENT"},
        {"approved_voiding", "ALREADY_CANCELED_PAYMENT"}, {"voiding", "ALREADY_CANCELED_PAYMENT"},
        {"partially_canceled", "ALREADY_PROCESSED_PAYMENT"},
        {"canceled", "ALREADY_CANCELED_PAYMENT"}, {"unknown", "PAYMENT_IN_PROGRESS"},
        {"aborted", "ABORTED_PAYMENT"}, {"expired", "EXPIRED_PAYMENT"}}},
    {"cancel_by_merchant", {
        {"ready", "canceled"}, {"held", "canceled"}, {"confirmed", "canceled"},
        {"authorizing", "authorizing_cancel"}, {"authorizing_cancel", "authorizing_cancel"},
        {"reversing", "reversing_cancel"}, {"reversing_cancel", "reversing_cancel"},
        {"approved", "voiding"}, {"approved_voiding", "ALREADY_CANCELED_PAYMENT"},
        {"voiding", "ALREADY_CANCELED_PAYMENT"}, {"partially_canceled", "partially_canceled"},
        {"canceled", "ALREADY_CANCELED_PAYMENT"}, {"unknown", "PAYMENT_IN_PROGRESS"},
        {"aborted", "ABORTED_PAYMENT"}, {"expired", "EXPIRED_PAYMENT"}}},
    {"cancel_by_shopper", {
        {"ready", "NOT_SCANNED_PAYMENT"}, {"held", "canceled"}, {"confirmed", "canceled"},
        {"authorizing", "authorizing_cancel"}, {"authorizing_cancel", "authorizing_cancel"},
        {"reversing", "reversing_cancel"}, {"reversing_cancel", "reversing_cancel"},
        {"approved", "NOT_CANCELABLE_PAYMENT"}, {"approved_voiding", "ALREADY_CANCELED_PAYMENT"},
        {"voiding", "ALREADY_CANCELED_PAYMENT"}, {"partially_canceled", "NOT_CANCELABLE_PAYMENT"},
        {"canceled", "ALREADY_CANCELED_PAYMENT"}, {"unknown", "PAYMENT_IN_PROGRESS"},
        {"aborted", "ABORTED_PAYMENT"}, {"expired", "EXPIRED_PAYMENT"}}},
    {"cancel_by_page", {
        {"ready", "canceled"}, {"held", "canceled"}, {"confirmed", "canceled"},
        {"authorizing", "authorizing_cancel"}, {"authorizing_cancel", "authorizing_cancel"},
        {"reversing", "reversing_cancel"}, {"reversing_cancel", "reversing_cancel"},
        {"approved", "NOT_CANCELABLE_PAYMENT"}, {"approved_voiding", "ALREADY_CANCELED_PAYMENT"},
        {"voiding", "ALREADY_CANCELED_PAYMENT"}, {"partially_canceled", "NOT_CANCELABLE_PAYMENT"},
        {"canceled", "ALREADY_CANCELED_PAYMENT"}, {"unknown", "PAYMENT_IN_PROGRESS"},
        {"aborted", "ABORTED_PAYMENT"}, {"expired", "EXPIRED_PAYMENT"}}},
    {"expire", {
        {"ready", "ready"}, {"held", "held"}, {"confirmed", "confirmed"},
        {"authorizing", "authorizing"}, {"authorizing_cancel", "authorizing_cancel"},
        {"reversing", "reversing"}, {"reversing_cancel", "reversing_cancel"},
        {"approved", "approved"}, {"approved_voiding", "approved_voiding"}, {"voiding", "voiding"},
        {"partially_canceled", "partially_canceled"}, {"canceled", "canceled"},
        {"unknown", "unknown"}, {"aborted", "aborted"}, {"expired", "expired"}}},
    {"lapse_hold", {
        {"ready", "ready"}, {"held", "ready"}, {"confirmed", "confirmed"},
        {"authorizing", "authorizing"}, {"authorizing_cancel", "authorizing_cancel"},
        {"reversing", "reversing"}, {"reversing_cancel", "reversing_cancel"},
        {"approved", "approved"}, {"approved_voiding", "approved_voiding"}, {"voiding", "voiding"},
        {"partially_canceled", "partially_canceled"}, {"canceled", "canceled"},
        {"unknown", "unknown"}, {"aborted", "aborted"}, {"expired", "expired"}}},
    {"lapse", {
        {"ready", "expired"}, {"held", "expired"}, {"confirmed", "confirmed"},
        {"authorizing", "authorizing"}, {"authorizing_cancel", "authorizing_cancel"},
        {"reversing", "reversing"}, {"reversing_cancel", "reversing_cancel"},
        {"approved", "approved"}, {"approved_voiding", "approved_voiding"}, {"voiding", "voiding"},
        {"partially_canceled", "partially_canceled"}, {"canceled", "canceled"},
        {"unknown", "unknown"}, {"aborted", "aborted"}, {"expired", "expired"}}},
    {"lapse_confirm", {
        {"ready", "expired"}, {"held", "expired"}, {"confirmed", "expired"},
        {"authorizing", "authorizing"}, {"authorizing_cancel", "authorizing_cancel"},
        {"reversing", "reversing"}, {"reversing_cancel", "reversing_cancel"},
        {"approved", "approved"}, {"approved_voiding", "approved_voiding"}, {"voiding", "voiding"},
        {"partially_canceled", "partially_canceled"}, {"canceled", "canceled"},
        {"unknown", "unknown"}, {"aborted", "aborted"}, {"expired", "expired"}}},
    {"approve", {
        {"ready", "ready"}, {"held", "held"}, {"confirmed", "confirmed"},
        {"authorizing", "approved"}, {"authorizing_cancel", "approved_voiding"},
        {"reversing", "reversing"}, {"reversing_cancel", "reversing_cancel"},
        {"approved", "approved"}, {"approved_voiding", "approved_voiding"}, {"voiding", "voiding"},
        {"partially_canceled", "partially_canceled"}, {"canceled", "canceled"},
        {"unknown", "unknown"}, {"aborted", "aborted"}, {"expired", "expired"}}},
    {"decline", {
        {"ready", "ready"}, {"held", "held"}, {"confirmed", "confirmed"}, {"authorizing", "held"},
        {"authorizing_cancel", "canceled"}, {"reversing", "reversing"},
        {"reversing_cancel", "reversing_cancel"}, {"approved", "approved"},
        {"approved_voiding", "approved_voiding"}, {"voiding", "voiding"},
        {"partially_canceled", "partially_canceled"}, {"canceled", "canceled"},
        {"unknown", "unknown"}, {"aborted", "aborted"}, {"expired", "expired"}}},
    {"decline_last", {
        {"ready", "ready"}, {"held", "held"}, {"confirmed", "confirmed"},
        {"authorizing", "aborted"}, {"authorizing_cancel", "canceled"}, {"reversing", "reversing"},
        {"reversing_cancel", "reversing_cancel"}, {"approved", "approved"},
        {"approved_voiding", "approved_voiding"}, {"voiding", "voiding"},
        {"partially_canceled", "partially_canceled"}, {"canceled", "canceled"},
        {"unknown", "unknown"}, {"aborted", "aborted"}, {"expired", "expired"}}},
    {"not_sent", {
        {"ready", "ready"}, {"held", "held"}, {"confirmed", "confirmed"}, {"authorizing", "held"},
        {"authorizing_cancel", "canceled"}, {"reversing", "reversing"},
        {"reversing_cancel", "reversing_cancel"}, {"approved", "approved"},
        {"approved_voiding", "approved_voiding"}, {"voiding", "voiding"},
        {"partially_canceled", "partially_canceled"}, {"canceled", "canceled"},
        {"unknown", "unknown"}, {"aborted", "aborted"}, {"expired", "expired"}}},
    {"not_sent_for_shop", {
        {"ready", "ready"}, {"held", "held"}, {"confirmed", "confirmed"},
        {"authorizing", "confirmed"}, {"authorizing_cancel", "canceled"},
        {"reversing", "reversing"}, {"reversing_cancel", "reversing_cancel"},
        {"approved", "approved"}, {"approved_voiding", "approved_voiding"}, {"voiding", "voiding"},
        {"partially_canceled", "partially_canceled"}, {"canceled", "canceled"},
        {"unknown", "unknown"}, {"aborted", "aborted"}, {"expired", "expired"}}},
    {"reroute", {
        {"ready", "ready"}, {"held", "held"}, {"confirmed", "confirmed"},
        {"authorizing", "authorizing"}, {"authorizing_cancel", "authorizing_cancel"},
        {"reversing", "reversing"}, {"reversing_cancel", "reversing_cancel"},
        {"approved", "approved"}, {"approved_voiding", "approved_voiding"}, {"voiding", "voiding"},
        {"partially_canceled", "partially_canceled"}, {"canceled", "canceled"},
        {"unknown", "unknown"}, {"aborted", "aborted"}, {"expired", "expired"}}},
    {"reverse", {
        {"ready", "ready"}, {"held", "held"}, {"confirmed", "confirmed"},
        {"authorizing", "reversing"}, {"authorizing_cancel", "authorizing_cancel"},
        {"reversing", "reversing"}, {"reversing_cancel", "reversing_cancel"},
        {"approved", "approved"}, {"approved_voiding", "approved_voiding"}, {"voiding", "voiding"},
        {"partially_canceled", "partially_canceled"}, {"canceled", "canceled"},
        {"unknown", "unknown"}, {"aborted", "aborted"}, {"expired", "expired"}}},
    {"reroute_reversed", {
        {"ready", "ready"}, {"held", "held"}, {"confirmed", "confirmed"},
        {"authorizing", "authorizing"}, {"authorizing_cancel", "authorizing_cancel"},
        {"reversing", "authorizing"}, {"reversing_cancel", "reversing_cancel"},
        {"approved", "approved"}, {"approved_voiding", "approved_voiding"}, {"voiding", "voiding"},
        {"partially_canceled", "partially_canceled"}, {"canceled", "canceled"},
        {"unknown", "unknown"}, {"aborted", "aborted"}, {"expired", "expired"}}},
    {"outcome_unknown", {
        {"ready", "ready"}, {"held", "held"}, {"confirmed", "confirmed"},
        {"authorizing", "unknown"}, {"authorizing_cancel", "unknown"}, {"reversing", "unknown"},
        {"reversing_cancel", "unknown"}, {"approved", "approved"},
        {"approved_voiding", "approved_voiding"}, {"voiding", "voiding"},
        {"partially_canceled", "partially_canceled"}, {"canceled", "canceled"},
        {"unknown", "unknown"}, {"aborted", "aborted"}, {"expired", "expired"}}},
    {"void_acknowledged", {
        {"ready", "ready"}, {"held", "held"}, {"confirmed", "confirmed"},
        {"authorizing", "authorizing"}, {"authorizing_cancel", "authorizing_cancel"},
        {"reversing", "reversing"}, {"reversing_cancel", "reversing_cancel"},
        {"approved", "approved"}, {"approved_voiding", "canceled"}, {"voiding", "canceled"},
        {"partially_canceled", "partially_canceled"}, {"canceled", "canceled"},
        {"unknown", "unknown"}, {"aborted", "aborted"}, {"expired", "expired"}}},
    {"void_refused", {
        {"ready", "ready"}, {"held", "held"}, {"confirmed", "confirmed"},
        {"authorizing", "authorizing"}, {"authorizing_cancel", "authorizing_cancel"},
        {"reversing", "reversing"}, {"reversing_cancel", "reversing_cancel"},
        {"approved", "approved"}, {"approved_voiding", "approved"}, {"voiding", "approved"},
        {"partially_canceled", "partially_canceled"}, {"canceled", "canceled"},
        {"unknown", "unknown"}, {"aborted", "aborted"}, {"expired", "expired"}}},
    {"cancel_part", {
        {"ready", "NOT_CANCELABLE_AMOUNT"}, {"held", "NOT_CANCELABLE_AMOUNT"},
        {"confirmed", "NOT_CANCELABLE_AMOUNT"}, {"authorizing", "NOT_CANCELABLE_AMOUNT"},
        {"authorizing_cancel", "NOT_CANCELABLE_AMOUNT"}, {"reversing", "NOT_CANCELABLE_AMOUNT"},
        {"reversing_cancel", "NOT_CANCELABLE_AMOUNT"}, {"approved", "approved"},
        {"approved_voiding", "ALREADY_CANCELED_PAYMENT"}, {"voiding", "ALREADY_CANCELED_PAYMENT"},
        {"partially_canceled", "partially_canceled"}, {"canceled", "ALREADY_CANCELED_PAYMENT"},
        {"unknown", "PAYMENT_IN_PROGRESS"}, {"aborted", "ABORTED_PAYMENT"},
        {"expired", "EXPIRED_PAYMENT"}}},
    {"void_too_late", {
        {"ready", "ready"}, {"held", "held"}, {"confirmed", "confirmed"},
        {"authorizing", "authorizing"}, {"authorizing_cancel", "authorizing_cancel"},
        {"reversing", "reversing"}, {"reversing_cancel", "reversing_cancel"},
        {"approved", "approved"}, {"approved_voiding", "approved_voiding"}, {"voiding", "voiding"},
        {"partially_canceled", "partially_canceled"}, {"canceled", "canceled"},
        {"unknown", "unknown"}, {"aborted", "aborted"}, {"expired", "expired"}}},
    {"part_refunded", {
        {"ready", "ready"}, {"held", "held"}, {"confirmed", "confirmed"},
        {"authorizing", "authorizing"}, {"authorizing_cancel", "authorizing_cancel"},
        {"reversing", "reversing"}, {"reversing_cancel", "reversing_cancel"},
        {"approved", "partially_canceled"}, {"approved_voiding", "approved_voiding"},
        {"voiding", "voiding"}, {"partially_canceled", "partially_canceled"},
        {"canceled", "canceled"}, {"unknown", "unknown"}, {"aborted", "aborted"},
        {"expired", "expired"}}},
    {"all_refunded", {
        {"ready", "ready"}, {"held", "held"}, {"confirmed", "confirmed"},
        {"authorizing", "authorizing"}, {"authorizing_cancel", "authorizing_cancel"},
        {"reversing", "reversing"}, {"reversing_cancel", "reversing_cancel"},
        {"approved", "canceled"}, {"approved_voiding", "canceled"}, {"voiding", "canceled"},
        {"partially_canceled", "canceled"}, {"canceled", "canceled"}, {"unknown", "unknown"},
        {"aborted", "aborted"}, {"expired", "expired"}}},
    {"refund_refused", {
        {"ready", "ready"}, {"held", "held"}, {"confirmed", "confirmed"},
        {"authorizing", "authorizing"}, {"authorizing_cancel", "authorizing_cancel"},
        {"reversing", "reversing"}, {"reversing_cancel", "reversing_cancel"},
        {"approved", "approved"}, {"approved_voiding", "approved"}, {"voiding", "approved"},
        {"partially_canceled", "partially_canceled"}, {"canceled", "canceled"},
        {"unknown", "unknown"}, {"aborted", "aborted"}, {"expired", "expired"}}},
    {"reversal_acknowledged", {
        {"ready", "ready"}, {"held", "held"}, {"confirmed", "confirmed"},
        {"authorizing", "authorizing"}, {"authorizing_cancel", "authorizing_cancel"},
        {"reversing", "aborted"}, {"reversing_cancel", "canceled"}, {"approved", "approved"},
        {"approved_voiding", "approved_voiding"}, {"voiding", "voiding"},
        {"partially_canceled", "partially_canceled"}, {"canceled", "canceled"},
        {"unknown", "aborted"}, {"aborted", "aborted"}, {"expired", "expired"}}},
  };
  // clang-format on
  return expected;
}

std::string text_of(const std::variant<PaymentState, ErrorCode>& next) {
  if (const auto* state = std::get_if<PaymentState>(&next)) return std::string(to_text(*state));
  return std::string(wire_name(std::get<ErrorCode>(next)));
}

PaymentCommand command_from_text(std::string_view text) {
  for (const PaymentCommand command : all_payment_commands()) {
    if (to_text(command) == text) return command;
  }
  throw std::invalid_argument(std::string(text));
}

TEST(PaymentStateTest, EveryCommandInEveryStateDoesWhatTheTableSays) {
  for (const Expected& row : table()) {
    for (const auto& [state, after] : row.after) {
      EXPECT_EQ(text_of(next_state(payment_state_from_text(state), command_from_text(row.command))),
                after)
          << row.command << " in " << state;
    }
  }
}

TEST(PaymentStateTest, TheTableHasEveryPairOnce) {
  std::set<std::pair<std::string, std::string>> pairs;
  for (const Expected& row : table()) {
    for (const auto& [state, after] : row.after) {
      EXPECT_TRUE(pairs.emplace(row.command, state).second) << row.command << " " << state;
    }
  }
  EXPECT_EQ(pairs.size(), all_payment_states().size() * all_payment_commands().size());
}

TEST(PaymentStateTest, StatesReadBackFromTheirText) {
  for (const PaymentState state : all_payment_states()) {
    EXPECT_EQ(payment_state_from_text(to_text(state)), state);
  }
  EXPECT_DEATH(static_cast<void>(payment_state_from_text("DONE")), "");
}

TEST(PaymentStateTest, TheWorldSeesOneStatusForEachState) {
  const std::map<std::string_view, std::string_view> expected = {
      {"ready", "READY"},
      {"held", "IN_PROGRESS"},
      {"confirmed", "IN_PROGRESS"},
      {"authorizing", "IN_PROGRESS"},
      {"authorizing_cancel", "IN_PROGRESS"},
      {"reversing", "IN_PROGRESS"},
      {"reversing_cancel", "IN_PROGRESS"},
      {"approved", "DONE"},
      {"approved_voiding", "IN_PROGRESS"},
      {"voiding", "DONE"},
      {"partially_canceled", "PARTIAL_CANCELED"},
      {"canceled", "CANCELED"},
      {"unknown", "UNKNOWN"},
      {"aborted", "ABORTED"},
      {"expired", "EXPIRED"},
  };
  ASSERT_EQ(expected.size(), all_payment_states().size());
  for (const PaymentState state : all_payment_states()) {
    EXPECT_EQ(to_text(public_status(state)), expected.at(to_text(state))) << to_text(state);
  }
}

TEST(PaymentStateTest, UnknownEndsInAbortedOnly) {
  for (const PaymentCommand command : all_payment_commands()) {
    const auto next = next_state(PaymentState::kUnknown, command);
    if (const auto* state = std::get_if<PaymentState>(&next)) {
      EXPECT_TRUE(*state == PaymentState::kUnknown || *state == PaymentState::kAborted)
          << to_text(command);
    }
  }
}

TEST(PaymentStateTest, ASettledPaymentIsMovedByNothingButItsCancels) {
  const std::set<PaymentCommand> of_cancels = {PaymentCommand::kCancelByMerchant,
                                               PaymentCommand::kPartRefunded,
                                               PaymentCommand::kAllRefunded};
  for (const PaymentState state : all_payment_states()) {
    bool moves = false;
    for (const PaymentCommand command : all_payment_commands()) {
      if (of_cancels.contains(command)) continue;
      const auto next = next_state(state, command);
      const auto* after = std::get_if<PaymentState>(&next);
      moves = moves || (after != nullptr && *after != state);
    }
    EXPECT_EQ(is_settled(state), !moves) << to_text(state);
  }
}

TEST(PaymentStateTest, NoStateIsADeadEndThatIsNotSettled) {
  for (const PaymentState state : all_payment_states()) {
    std::set<PaymentState> reached{state};
    for (std::size_t before = 0; before != reached.size();) {
      before = reached.size();
      for (const PaymentState from : std::set<PaymentState>(reached)) {
        for (const PaymentCommand command : all_payment_commands()) {
          const auto next = next_state(from, command);
          if (const auto* after = std::get_if<PaymentState>(&next)) reached.insert(*after);
        }
      }
    }
    bool ends = false;
    for (const PaymentState end : reached) ends = ends || is_settled(end);
    EXPECT_TRUE(ends) << to_text(state);
  }
}

}  // namespace
}  // namespace pay200
