#pragma once
// A cancel is a row with a life of its own, and so is the refund that some cancels owe the
// acquirer: two pure tables. The SQL functions compare and set by the same rules; a test tries
// every state x command on both.

#include <string_view>
#include <vector>

namespace pay200 {

enum class CancelState {
  kInProgress,  ///< its amount is reserved
  kDone,        ///< it has gone back, or no money had moved
  kAborted,     ///< its amount is free again
};

enum class RefundState {
  kPending,  ///< durable, not sent yet
  kSending,  ///< claimed: its slot and deadline are durable; it is about to be or being sent
  kUnknown,  ///< no answer: inquired after until there is evidence, never sent again
  kDone,
  kRefused,
  kAlarmed,  ///< a person must look; its amount stays reserved
};

enum class RefundCommand {
  kClaim,
  kNotSent,         ///< for certain
  kOutcomeUnknown,  ///< no answer in time, or its sender has died
  kExecuted,        ///< the acquirer's answer, or an inquiry's
  kRefused,         ///< likewise
  kNeverSeen,       ///< an inquiry's, after the settle time
  kNeverSeenEarly,  ///< an inquiry's, while the message may still be on its way
  kAlarm,           ///< an answer that no repeating will mend
};

const std::vector<CancelState>& all_cancel_states();
const std::vector<RefundState>& all_refund_states();
const std::vector<RefundCommand>& all_refund_commands();

std::string_view to_text(CancelState state);  ///< as in SQL: "in_progress"
std::string_view to_text(RefundState state);
std::string_view to_text(RefundCommand command);
RefundState refund_state_from_text(std::string_view text);  ///< asserts that it is known

/// The state after the command. One that does not apply changes nothing: what has ended stays as it
/// ended, and the functions answer with that.
RefundState next_state(RefundState state, RefundCommand command);

/// What its refund makes of a cancel.
CancelState cancel_state_of(RefundState state);

}  // namespace pay200
