#include "core/payment/cancel_state.hpp"

#include <gtest/gtest.h>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>

namespace pay200 {
namespace {

struct Expected {
  const char* command;
  const char* state;
  const char* after;
};

// clang-format off
constexpr Expected kTable[] = {
    {"claim", "pending", "sending"},
    {"claim", "sending", "sending"},
    {"claim", "unknown", "unknown"},
    {"claim", "done", "done"},
    {"claim", "refused", "refused"},
    {"claim", "alarmed", "alarmed"},
    {"not_sent", "pending", "pending"},
    {"not_sent", "sending", "pending"},
    {"not_sent", "unknown", "unknown"},
    {"not_sent", "done", "done"},
    {"not_sent", "refused", "refused"},
    {"not_sent", "alarmed", "alarmed"},
    {"outcome_unknown", "pending", "pending"},
    {"outcome_unknown", "sending", "unknown"},
    {"outcome_unknown", "unknown", "unknown"},
    {"outcome_unknown", "done", "done"},
    {"outcome_unknown", "refused", "refused"},
    {"outcome_unknown", "alarmed", "alarmed"},
    {"executed", "pending", "pending"},
    {"executed", "sending", "done"},
    {"executed", "unknown", "done"},
    {"executed", "done", "done"},
    {"executed", "refused", "refused"},
    {"executed", "alarmed", "done"},
    {"refused", "pending", "pending"},
    {"refused", "sending", "refused"},
    {"refused", "unknown", "refused"},
    {"refused", "done", "done"},
    {"refused", "refused", "refused"},
    {"refused", "alarmed", "refused"},
    {"never_seen", "pending", "pending"},
    {"never_seen", "sending", "sending"},
    {"never_seen", "unknown", "refused"},
    {"never_seen", "done", "done"},
    {"never_seen", "refused", "refused"},
    {"never_seen", "alarmed", "alarmed"},
    {"never_seen_early", "pending", "pending"},
    {"never_seen_early", "sending", "sending"},
    {"never_seen_early", "unknown", "unknown"},
    {"never_seen_early", "done", "done"},
    {"never_seen_early", "refused", "refused"},
    {"never_seen_early", "alarmed", "alarmed"},
    {"alarm", "pending", "pending"},
    {"alarm", "sending", "alarmed"},
    {"alarm", "unknown", "alarmed"},
    {"alarm", "done", "done"},
    {"alarm", "refused", "refused"},
    {"alarm", "alarmed", "alarmed"},
};
// clang-format on

RefundCommand command_from_text(std::string_view text) {
  for (const RefundCommand command : all_refund_commands()) {
    if (to_text(command) == text) return command;
  }
  throw std::invalid_argument(std::string(text));
}

TEST(CancelStateTest, EveryCommandInEveryStateOfARefundDoesWhatTheTableSays) {
  std::set<std::pair<std::string, std::string>> pairs;
  for (const Expected& row : kTable) {
    EXPECT_TRUE(pairs.emplace(row.command, row.state).second) << row.command << " " << row.state;
    EXPECT_EQ(
        to_text(next_state(refund_state_from_text(row.state), command_from_text(row.command))),
        row.after)
        << row.command << " in " << row.state;
  }
  EXPECT_EQ(pairs.size(), all_refund_states().size() * all_refund_commands().size());
}

TEST(CancelStateTest, ARefundIsSentAgainOnlyWhereItIsCertainThatItWasNot) {
  for (const RefundState state : all_refund_states()) {
    for (const RefundCommand command : all_refund_commands()) {
      const bool sent_again =
          state != RefundState::kPending && next_state(state, command) == RefundState::kPending;
      EXPECT_EQ(sent_again, state == RefundState::kSending && command == RefundCommand::kNotSent)
          << to_text(command) << " in " << to_text(state);
    }
  }
}

TEST(CancelStateTest, WhatHasEndedStaysAsItEnded) {
  for (const RefundState state : {RefundState::kDone, RefundState::kRefused}) {
    for (const RefundCommand command : all_refund_commands()) {
      EXPECT_EQ(next_state(state, command), state) << to_text(command);
    }
  }
}

TEST(CancelStateTest, ACancelReservesItsAmountUntilItsRefundHasEnded) {
  for (const RefundState state : all_refund_states()) {
    const bool ended = state == RefundState::kDone || state == RefundState::kRefused;
    EXPECT_EQ(cancel_state_of(state) == CancelState::kInProgress, !ended) << to_text(state);
  }
  EXPECT_EQ(cancel_state_of(RefundState::kDone), CancelState::kDone);
  EXPECT_EQ(cancel_state_of(RefundState::kRefused), CancelState::kAborted);
}

TEST(CancelStateTest, StatesReadBackFromTheirText) {
  for (const RefundState state : all_refund_states()) {
    EXPECT_EQ(refund_state_from_text(to_text(state)), state);
  }
  EXPECT_DEATH(static_cast<void>(refund_state_from_text("DONE")), "");
  std::set<std::string_view> texts;
  for (const CancelState state : all_cancel_states()) texts.insert(to_text(state));
  EXPECT_EQ(texts, (std::set<std::string_view>{"in_progress", "done", "aborted"}));
}

}  // namespace
}  // namespace pay200
