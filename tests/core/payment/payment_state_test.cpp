#include "core/payment/payment_state.hpp"

#include <gtest/gtest.h>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

namespace pay200 {
namespace {

struct Expected {
  const char* command;
  const char* state;
  const char* after;  // a state in lower case, or the code that refuses it
};

// clang-format off
constexpr Expected kTable[] = {
    {"scan", "ready", "held"},
    {"scan", "held", "ALREADY_SCANNED_PAYMENT"},
    {"scan", "confirmed", "PAYMENT_IN_PROGRESS"},
    {"scan", "authorizing", "PAYMENT_IN_PROGRESS"},
    {"scan", "authorizing_cancel", "PAYMENT_IN_PROGRESS"},
    {"scan", "approved", "ALREADY_PROCESSED_PAYMENT"},
    {"scan", "approved_voiding", "ALREADY_CANCELED_PAYMENT"},
    {"scan", "voiding", "ALREADY_CANCELED_PAYMENT"},
    {"scan", "partially_canceled", "ALREADY_PROCESSED_PAYMENT"},
    {"scan", "canceled", "ALREADY_CANCELED_PAYMENT"},
    {"scan", "unknown", "PAYMENT_IN_PROGRESS"},
    {"scan", "aborted", "ABORTED_PAYMENT"},
    {"scan", "expired", "EXPIRED_PAYMENT"},
    {"rescan", "ready", "held"},
    {"rescan", "held", "held"},
    {"rescan", "confirmed", "PAYMENT_IN_PROGRESS"},
    {"rescan", "authorizing", "PAYMENT_IN_PROGRESS"},
    {"rescan", "authorizing_cancel", "PAYMENT_IN_PROGRESS"},
    {"rescan", "approved", "ALREADY_PROCESSED_PAYMENT"},
    {"rescan", "approved_voiding", "ALREADY_CANCELED_PAYMENT"},
    {"rescan", "voiding", "ALREADY_CANCELED_PAYMENT"},
    {"rescan", "partially_canceled", "ALREADY_PROCESSED_PAYMENT"},
    {"rescan", "canceled", "ALREADY_CANCELED_PAYMENT"},
    {"rescan", "unknown", "PAYMENT_IN_PROGRESS"},
    {"rescan", "aborted", "ABORTED_PAYMENT"},
    {"rescan", "expired", "EXPIRED_PAYMENT"},
    {"confirm", "ready", "NOT_SCANNED_PAYMENT"},
    {"confirm", "held", "authorizing"},
    {"confirm", "confirmed", "PAYMENT_IN_PROGRESS"},
    {"confirm", "authorizing", "PAYMENT_IN_PROGRESS"},
    {"confirm", "authorizing_cancel", "PAYMENT_IN_PROGRESS"},
    {"confirm", "approved", "ALREADY_PROCESSED_PAYMENT"},
    {"confirm", "approved_voiding", "ALREADY_CANCELED_PAYMENT"},
    {"confirm", "voiding", "ALREADY_CANCELED_PAYMENT"},
    {"confirm", "partially_canceled", "ALREADY_PROCESSED_PAYMENT"},
    {"confirm", "canceled", "ALREADY_CANCELED_PAYMENT"},
    {"confirm", "unknown", "PAYMENT_IN_PROGRESS"},
    {"confirm", "aborted", "ABORTED_PAYMENT"},
    {"confirm", "expired", "EXPIRED_PAYMENT"},
    {"confirm_to_shop", "ready", "NOT_SCANNED_PAYMENT"},
    {"confirm_to_shop", "held", "confirmed"},
    {"confirm_to_shop", "confirmed", "PAYMENT_IN_PROGRESS"},
    {"confirm_to_shop", "authorizing", "PAYMENT_IN_PROGRESS"},
    {"confirm_to_shop", "authorizing_cancel", "PAYMENT_IN_PROGRESS"},
    {"confirm_to_shop", "approved", "ALREADY_PROCESSED_PAYMENT"},
    {"confirm_to_shop", "approved_voiding", "ALREADY_CANCELED_PAYMENT"},
    {"confirm_to_shop", "voiding", "ALREADY_CANCELED_PAYMENT"},
    {"confirm_to_shop", "partially_canceled", "ALREADY_PROCESSED_PAYMENT"},
    {"confirm_to_shop", "canceled", "ALREADY_CANCELED_PAYMENT"},
    {"confirm_to_shop", "unknown", "PAYMENT_IN_PROGRESS"},
    {"confirm_to_shop", "aborted", "ABORTED_PAYMENT"},
    {"confirm_to_shop", "expired", "EXPIRED_PAYMENT"},
    {"shop_confirm", "ready", "NOT_CONFIRMED_PAYMENT"},
    {"shop_confirm", "held", "NOT_CONFIRMED_PAYMENT"},
    {"shop_confirm", "confirmed", "authorizing"},
    {"shop_confirm", "authorizing", "PAYMENT_IN_PROGRESS"},
    {"shop_confirm", "authorizing_cancel", "PAYMENT_IN_PROGRESS"},
    {"shop_confirm", "approved", "ALREADY_PROCESSED_PAYMENT"},
    {"shop_confirm", "approved_voiding", "ALREADY_CANCELED_PAYMENT"},
    {"shop_confirm", "voiding", "ALREADY_CANCELED_PAYMENT"},
    {"shop_confirm", "partially_canceled", "ALREADY_PROCESSED_PAYMENT"},
    {"shop_confirm", "canceled", "ALREADY_CANCELED_PAYMENT"},
    {"shop_confirm", "unknown", "PAYMENT_IN_PROGRESS"},
    {"shop_confirm", "aborted", "ABORTED_PAYMENT"},
    {"shop_confirm", "expired", "EXPIRED_PAYMENT"},
    {"cancel_by_merchant", "ready", "canceled"},
    {"cancel_by_merchant", "held", "canceled"},
    {"cancel_by_merchant", "confirmed", "canceled"},
    {"cancel_by_merchant", "authorizing", "authorizing_cancel"},
    {"cancel_by_merchant", "authorizing_cancel", "authorizing_cancel"},
    {"cancel_by_merchant", "approved", "voiding"},
    {"cancel_by_merchant", "approved_voiding", "ALREADY_CANCELED_PAYMENT"},
    {"cancel_by_merchant", "voiding", "ALREADY_CANCELED_PAYMENT"},
    {"cancel_by_merchant", "partially_canceled", "partially_canceled"},
    {"cancel_by_merchant", "canceled", "ALREADY_CANCELED_PAYMENT"},
    {"cancel_by_merchant", "unknown", "PAYMENT_IN_PROGRESS"},
    {"cancel_by_merchant", "aborted", "ABORTED_PAYMENT"},
    {"cancel_by_merchant", "expired", "EXPIRED_PAYMENT"},
    {"cancel_by_shopper", "ready", "NOT_SCANNED_PAYMENT"},
    {"cancel_by_shopper", "held", "canceled"},
    {"cancel_by_shopper", "confirmed", "canceled"},
    {"cancel_by_shopper", "authorizing", "authorizing_cancel"},
    {"cancel_by_shopper", "authorizing_cancel", "authorizing_cancel"},
    {"cancel_by_shopper", "approved", "NOT_CANCELABLE_PAYMENT"},
    {"cancel_by_shopper", "approved_voiding", "ALREADY_CANCELED_PAYMENT"},
    {"cancel_by_shopper", "voiding", "ALREADY_CANCELED_PAYMENT"},
    {"cancel_by_shopper", "partially_canceled", "NOT_CANCELABLE_PAYMENT"},
    {"cancel_by_shopper", "canceled", "ALREADY_CANCELED_PAYMENT"},
    {"cancel_by_shopper", "unknown", "PAYMENT_IN_PROGRESS"},
    {"cancel_by_shopper", "aborted", "ABORTED_PAYMENT"},
    {"cancel_by_shopper", "expired", "EXPIRED_PAYMENT"},
    {"cancel_by_page", "ready", "canceled"},
    {"cancel_by_page", "held", "canceled"},
    {"cancel_by_page", "confirmed", "canceled"},
    {"cancel_by_page", "authorizing", "authorizing_cancel"},
    {"cancel_by_page", "authorizing_cancel", "authorizing_cancel"},
    {"cancel_by_page", "approved", "NOT_CANCELABLE_PAYMENT"},
    {"cancel_by_page", "approved_voiding", "ALREADY_CANCELED_PAYMENT"},
    {"cancel_by_page", "voiding", "ALREADY_CANCELED_PAYMENT"},
    {"cancel_by_page", "partially_canceled", "NOT_CANCELABLE_PAYMENT"},
    {"cancel_by_page", "canceled", "ALREADY_CANCELED_PAYMENT"},
    {"cancel_by_page", "unknown", "PAYMENT_IN_PROGRESS"},
    {"cancel_by_page", "aborted", "ABORTED_PAYMENT"},
    {"cancel_by_page", "expired", "EXPIRED_PAYMENT"},
    {"expire", "ready", "ready"},
    {"expire", "held", "held"},
    {"expire", "confirmed", "confirmed"},
    {"expire", "authorizing", "authorizing"},
    {"expire", "authorizing_cancel", "authorizing_cancel"},
    {"expire", "approved", "approved"},
    {"expire", "approved_voiding", "approved_voiding"},
    {"expire", "voiding", "voiding"},
    {"expire", "partially_canceled", "partially_canceled"},
    {"expire", "canceled", "canceled"},
    {"expire", "unknown", "unknown"},
    {"expire", "aborted", "aborted"},
    {"expire", "expired", "expired"},
    {"lapse_hold", "ready", "ready"},
    {"lapse_hold", "held", "ready"},
    {"lapse_hold", "confirmed", "confirmed"},
    {"lapse_hold", "authorizing", "authorizing"},
    {"lapse_hold", "authorizing_cancel", "authorizing_cancel"},
    {"lapse_hold", "approved", "approved"},
    {"lapse_hold", "approved_voiding", "approved_voiding"},
    {"lapse_hold", "voiding", "voiding"},
    {"lapse_hold", "partially_canceled", "partially_canceled"},
    {"lapse_hold", "canceled", "canceled"},
    {"lapse_hold", "unknown", "unknown"},
    {"lapse_hold", "aborted", "aborted"},
    {"lapse_hold", "expired", "expired"},
    {"lapse", "ready", "expired"},
    {"lapse", "held", "expired"},
    {"lapse", "confirmed", "confirmed"},
    {"lapse", "authorizing", "authorizing"},
    {"lapse", "authorizing_cancel", "authorizing_cancel"},
    {"lapse", "approved", "approved"},
    {"lapse", "approved_voiding", "approved_voiding"},
    {"lapse", "voiding", "voiding"},
    {"lapse", "partially_canceled", "partially_canceled"},
    {"lapse", "canceled", "canceled"},
    {"lapse", "unknown", "unknown"},
    {"lapse", "aborted", "aborted"},
    {"lapse", "expired", "expired"},
    {"lapse_confirm", "ready", "expired"},
    {"lapse_confirm", "held", "expired"},
    {"lapse_confirm", "confirmed", "expired"},
    {"lapse_confirm", "authorizing", "authorizing"},
    {"lapse_confirm", "authorizing_cancel", "authorizing_cancel"},
    {"lapse_confirm", "approved", "approved"},
    {"lapse_confirm", "approved_voiding", "approved_voiding"},
    {"lapse_confirm", "voiding", "voiding"},
    {"lapse_confirm", "partially_canceled", "partially_canceled"},
    {"lapse_confirm", "canceled", "canceled"},
    {"lapse_confirm", "unknown", "unknown"},
    {"lapse_confirm", "aborted", "aborted"},
    {"lapse_confirm", "expired", "expired"},
    {"approve", "ready", "ready"},
    {"approve", "held", "held"},
    {"approve", "confirmed", "confirmed"},
    {"approve", "authorizing", "approved"},
    {"approve", "authorizing_cancel", "approved_voiding"},
    {"approve", "approved", "approved"},
    {"approve", "approved_voiding", "approved_voiding"},
    {"approve", "voiding", "voiding"},
    {"approve", "partially_canceled", "partially_canceled"},
    {"approve", "canceled", "canceled"},
    {"approve", "unknown", "unknown"},
    {"approve", "aborted", "aborted"},
    {"approve", "expired", "expired"},
    {"decline", "ready", "ready"},
    {"decline", "held", "held"},
    {"decline", "confirmed", "confirmed"},
    {"decline", "authorizing", "held"},
    {"decline", "authorizing_cancel", "canceled"},
    {"decline", "approved", "approved"},
    {"decline", "approved_voiding", "approved_voiding"},
    {"decline", "voiding", "voiding"},
    {"decline", "partially_canceled", "partially_canceled"},
    {"decline", "canceled", "canceled"},
    {"decline", "unknown", "unknown"},
    {"decline", "aborted", "aborted"},
    {"decline", "expired", "expired"},
    {"decline_last", "ready", "ready"},
    {"decline_last", "held", "held"},
    {"decline_last", "confirmed", "confirmed"},
    {"decline_last", "authorizing", "aborted"},
    {"decline_last", "authorizing_cancel", "canceled"},
    {"decline_last", "approved", "approved"},
    {"decline_last", "approved_voiding", "approved_voiding"},
    {"decline_last", "voiding", "voiding"},
    {"decline_last", "partially_canceled", "partially_canceled"},
    {"decline_last", "canceled", "canceled"},
    {"decline_last", "unknown", "unknown"},
    {"decline_last", "aborted", "aborted"},
    {"decline_last", "expired", "expired"},
    {"not_sent", "ready", "ready"},
    {"not_sent", "held", "held"},
    {"not_sent", "confirmed", "confirmed"},
    {"not_sent", "authorizing", "held"},
    {"not_sent", "authorizing_cancel", "canceled"},
    {"not_sent", "approved", "approved"},
    {"not_sent", "approved_voiding", "approved_voiding"},
    {"not_sent", "voiding", "voiding"},
    {"not_sent", "partially_canceled", "partially_canceled"},
    {"not_sent", "canceled", "canceled"},
    {"not_sent", "unknown", "unknown"},
    {"not_sent", "aborted", "aborted"},
    {"not_sent", "expired", "expired"},
    {"not_sent_for_shop", "ready", "ready"},
    {"not_sent_for_shop", "held", "held"},
    {"not_sent_for_shop", "confirmed", "confirmed"},
    {"not_sent_for_shop", "authorizing", "confirmed"},
    {"not_sent_for_shop", "authorizing_cancel", "canceled"},
    {"not_sent_for_shop", "approved", "approved"},
    {"not_sent_for_shop", "approved_voiding", "approved_voiding"},
    {"not_sent_for_shop", "voiding", "voiding"},
    {"not_sent_for_shop", "partially_canceled", "partially_canceled"},
    {"not_sent_for_shop", "canceled", "canceled"},
    {"not_sent_for_shop", "unknown", "unknown"},
    {"not_sent_for_shop", "aborted", "aborted"},
    {"not_sent_for_shop", "expired", "expired"},
    {"outcome_unknown", "ready", "ready"},
    {"outcome_unknown", "held", "held"},
    {"outcome_unknown", "confirmed", "confirmed"},
    {"outcome_unknown", "authorizing", "unknown"},
    {"outcome_unknown", "authorizing_cancel", "unknown"},
    {"outcome_unknown", "approved", "approved"},
    {"outcome_unknown", "approved_voiding", "approved_voiding"},
    {"outcome_unknown", "voiding", "voiding"},
    {"outcome_unknown", "partially_canceled", "partially_canceled"},
    {"outcome_unknown", "canceled", "canceled"},
    {"outcome_unknown", "unknown", "unknown"},
    {"outcome_unknown", "aborted", "aborted"},
    {"outcome_unknown", "expired", "expired"},
    {"void_acknowledged", "ready", "ready"},
    {"void_acknowledged", "held", "held"},
    {"void_acknowledged", "confirmed", "confirmed"},
    {"void_acknowledged", "authorizing", "authorizing"},
    {"void_acknowledged", "authorizing_cancel", "authorizing_cancel"},
    {"void_acknowledged", "approved", "approved"},
    {"void_acknowledged", "approved_voiding", "canceled"},
    {"void_acknowledged", "voiding", "canceled"},
    {"void_acknowledged", "partially_canceled", "partially_canceled"},
    {"void_acknowledged", "canceled", "canceled"},
    {"void_acknowledged", "unknown", "unknown"},
    {"void_acknowledged", "aborted", "aborted"},
    {"void_acknowledged", "expired", "expired"},
    {"void_refused", "ready", "ready"},
    {"void_refused", "held", "held"},
    {"void_refused", "confirmed", "confirmed"},
    {"void_refused", "authorizing", "authorizing"},
    {"void_refused", "authorizing_cancel", "authorizing_cancel"},
    {"void_refused", "approved", "approved"},
    {"void_refused", "approved_voiding", "approved"},
    {"void_refused", "voiding", "approved"},
    {"void_refused", "partially_canceled", "partially_canceled"},
    {"void_refused", "canceled", "canceled"},
    {"void_refused", "unknown", "unknown"},
    {"void_refused", "aborted", "aborted"},
    {"void_refused", "expired", "expired"},
    {"cancel_part", "ready", "NOT_CANCELABLE_AMOUNT"},
    {"cancel_part", "held", "NOT_CANCELABLE_AMOUNT"},
    {"cancel_part", "confirmed", "NOT_CANCELABLE_AMOUNT"},
    {"cancel_part", "authorizing", "NOT_CANCELABLE_AMOUNT"},
    {"cancel_part", "authorizing_cancel", "NOT_CANCELABLE_AMOUNT"},
    {"cancel_part", "approved", "approved"},
    {"cancel_part", "approved_voiding", "ALREADY_CANCELED_PAYMENT"},
    {"cancel_part", "voiding", "ALREADY_CANCELED_PAYMENT"},
    {"cancel_part", "partially_canceled", "partially_canceled"},
    {"cancel_part", "canceled", "ALREADY_CANCELED_PAYMENT"},
    {"cancel_part", "unknown", "PAYMENT_IN_PROGRESS"},
    {"cancel_part", "aborted", "ABORTED_PAYMENT"},
    {"cancel_part", "expired", "EXPIRED_PAYMENT"},
    {"void_too_late", "ready", "ready"},
    {"void_too_late", "held", "held"},
    {"void_too_late", "confirmed", "confirmed"},
    {"void_too_late", "authorizing", "authorizing"},
    {"void_too_late", "authorizing_cancel", "authorizing_cancel"},
    {"void_too_late", "approved", "approved"},
    {"void_too_late", "approved_voiding", "approved_voiding"},
    {"void_too_late", "voiding", "voiding"},
    {"void_too_late", "partially_canceled", "partially_canceled"},
    {"void_too_late", "canceled", "canceled"},
    {"void_too_late", "unknown", "unknown"},
    {"void_too_late", "aborted", "aborted"},
    {"void_too_late", "expired", "expired"},
    {"part_refunded", "ready", "ready"},
    {"part_refunded", "held", "held"},
    {"part_refunded", "confirmed", "confirmed"},
    {"part_refunded", "authorizing", "authorizing"},
    {"part_refunded", "authorizing_cancel", "authorizing_cancel"},
    {"part_refunded", "approved", "partially_canceled"},
    {"part_refunded", "approved_voiding", "approved_voiding"},
    {"part_refunded", "voiding", "voiding"},
    {"part_refunded", "partially_canceled", "partially_canceled"},
    {"part_refunded", "canceled", "canceled"},
    {"part_refunded", "unknown", "unknown"},
    {"part_refunded", "aborted", "aborted"},
    {"part_refunded", "expired", "expired"},
    {"all_refunded", "ready", "ready"},
    {"all_refunded", "held", "held"},
    {"all_refunded", "confirmed", "confirmed"},
    {"all_refunded", "authorizing", "authorizing"},
    {"all_refunded", "authorizing_cancel", "authorizing_cancel"},
    {"all_refunded", "approved", "canceled"},
    {"all_refunded", "approved_voiding", "canceled"},
    {"all_refunded", "voiding", "canceled"},
    {"all_refunded", "partially_canceled", "canceled"},
    {"all_refunded", "canceled", "canceled"},
    {"all_refunded", "unknown", "unknown"},
    {"all_refunded", "aborted", "aborted"},
    {"all_refunded", "expired", "expired"},
    {"refund_refused", "ready", "ready"},
    {"refund_refused", "held", "held"},
    {"refund_refused", "confirmed", "confirmed"},
    {"refund_refused", "authorizing", "authorizing"},
    {"refund_refused", "authorizing_cancel", "authorizing_cancel"},
    {"refund_refused", "approved", "approved"},
    {"refund_refused", "approved_voiding", "approved"},
    {"refund_refused", "voiding", "approved"},
    {"refund_refused", "partially_canceled", "partially_canceled"},
    {"refund_refused", "canceled", "canceled"},
    {"refund_refused", "unknown", "unknown"},
    {"refund_refused", "aborted", "aborted"},
    {"refund_refused", "expired", "expired"},
    {"reversal_acknowledged", "ready", "ready"},
    {"reversal_acknowledged", "held", "held"},
    {"reversal_acknowledged", "confirmed", "confirmed"},
    {"reversal_acknowledged", "authorizing", "authorizing"},
    {"reversal_acknowledged", "authorizing_cancel", "authorizing_cancel"},
    {"reversal_acknowledged", "approved", "approved"},
    {"reversal_acknowledged", "approved_voiding", "approved_voiding"},
    {"reversal_acknowledged", "voiding", "voiding"},
    {"reversal_acknowledged", "partially_canceled", "partially_canceled"},
    {"reversal_acknowledged", "canceled", "canceled"},
    {"reversal_acknowledged", "unknown", "aborted"},
    {"reversal_acknowledged", "aborted", "aborted"},
    {"reversal_acknowledged", "expired", "expired"},
};
// clang-format on

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
  for (const Expected& row : kTable) {
    EXPECT_EQ(
        text_of(next_state(payment_state_from_text(row.state), command_from_text(row.command))),
        row.after)
        << row.command << " in " << row.state;
  }
}

TEST(PaymentStateTest, TheTableHasEveryPairOnce) {
  std::set<std::pair<std::string, std::string>> pairs;
  for (const Expected& row : kTable) {
    EXPECT_TRUE(pairs.emplace(row.command, row.state).second) << row.command << " " << row.state;
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
