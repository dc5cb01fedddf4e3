#include "core/payment/cancel_state.hpp"

#include <algorithm>
#include <array>

#include "core/platform/assert.hpp"

namespace pay200 {
namespace {

using enum RefundState;

struct Move {
  RefundState from;
  RefundCommand command;
  RefundState to;
};

// Every change there is. Evidence counts whatever we had believed; only what has ended stays.
constexpr std::array kMoves = {
    Move{kPending, RefundCommand::kClaim, kSending},
    Move{kSending, RefundCommand::kNotSent, kPending},
    Move{kSending, RefundCommand::kOutcomeUnknown, kUnknown},
    Move{kSending, RefundCommand::kExecuted, kDone},
    Move{kSending, RefundCommand::kRefused, RefundState::kRefused},
    Move{kSending, RefundCommand::kAlarm, kAlarmed},
    Move{kUnknown, RefundCommand::kExecuted, kDone},
    Move{kUnknown, RefundCommand::kRefused, RefundState::kRefused},
    Move{kUnknown, RefundCommand::kNeverSeen, RefundState::kRefused},
    Move{kUnknown, RefundCommand::kAlarm, kAlarmed},
    Move{kAlarmed, RefundCommand::kExecuted, kDone},
    Move{kAlarmed, RefundCommand::kRefused, RefundState::kRefused},
};

}  // namespace

const std::vector<CancelState>& all_cancel_states() {
  static const std::vector<CancelState> states = {CancelState::kInProgress, CancelState::kDone,
                                                  CancelState::kAborted};
  return states;
}

const std::vector<RefundState>& all_refund_states() {
  static const std::vector<RefundState> states = {kPending, kSending, kUnknown,
                                                  kDone,    kRefused, kAlarmed};
  return states;
}

const std::vector<RefundCommand>& all_refund_commands() {
  static const std::vector<RefundCommand> commands = {
      RefundCommand::kClaim,          RefundCommand::kNotSent, RefundCommand::kOutcomeUnknown,
      RefundCommand::kExecuted,       RefundCommand::kRefused, RefundCommand::kNeverSeen,
      RefundCommand::kNeverSeenEarly, RefundCommand::kAlarm};
  return commands;
}

std::string_view to_text(CancelState state) {
  switch (state) {
    case CancelState::kInProgress:
      return "in_progress";
    case CancelState::kDone:
      return "done";
    case CancelState::kAborted:
      return "aborted";
  }
  PAY200_ASSERT(!"a state that is no enumerator");
}

std::string_view to_text(RefundState state) {
  switch (state) {
    case kPending:
      return "pending";
    case kSending:
      return "sending";
    case kUnknown:
      return "unknown";
    case kDone:
      return "done";
    case kRefused:
      return "refused";
    case kAlarmed:
      return "alarmed";
  }
  PAY200_ASSERT(!"a state that is no enumerator");
}

std::string_view to_text(RefundCommand command) {
  switch (command) {
    case RefundCommand::kClaim:
      return "claim";
    case RefundCommand::kNotSent:
      return "not_sent";
    case RefundCommand::kOutcomeUnknown:
      return "outcome_unknown";
    case RefundCommand::kExecuted:
      return "executed";
    case RefundCommand::kRefused:
      return "refused";
    case RefundCommand::kNeverSeen:
      return "never_seen";
    case RefundCommand::kNeverSeenEarly:
      return "never_seen_early";
    case RefundCommand::kAlarm:
      return "alarm";
  }
  PAY200_ASSERT(!"a command that is no enumerator");
}

RefundState refund_state_from_text(std::string_view text) {
  const auto& states = all_refund_states();
  const auto found =
      std::ranges::find_if(states, [text](RefundState state) { return to_text(state) == text; });
  PAY200_ASSERT(found != states.end());
  return *found;
}

RefundState next_state(RefundState state, RefundCommand command) {
  const auto* found = std::ranges::find_if(
      kMoves, [&](const Move& move) { return move.from == state && move.command == command; });
  return found == kMoves.end() ? state : found->to;
}

CancelState cancel_state_of(RefundState state) {
  switch (state) {
    case kPending:
    case kSending:
    case kUnknown:
    case kAlarmed:
      return CancelState::kInProgress;
    case kDone:
      return CancelState::kDone;
    case kRefused:
      return CancelState::kAborted;
  }
  PAY200_ASSERT(!"a state that is no enumerator");
}

}  // namespace pay200
