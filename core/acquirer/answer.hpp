#pragma once
// What an acquirer's response code (ISO 8583 field 39) decides: the port's own words, so that
// nobody above it needs to know the codes.

#include <string_view>

#include "core/platform/error_code.hpp"

namespace pay200 {

/// To a payment.
struct PayAnswer {
  enum class Kind {
    kApproved,
    kDeclined,  ///< nothing was charged; error_code says why
    kUnclear,   ///< money may have moved, and not as asked: treat it as no answer, reverse it
  };
  Kind kind = Kind::kUnclear;
  ErrorCode error_code = ErrorCode::kOutcomeUnknown;  ///< with kDeclined
  bool alarm = false;  ///< our message is at fault: a person must look
};
/// `approval_code`: field 38, which only an approval carries. A decline with one contradicts
/// itself.
PayAnswer pay_answer(std::string_view response_code, std::string_view approval_code);

/// What a shopper may do after a decline, by its response code.
enum class DeclineAdvice { kAnotherCard, kLater, kNeverWithThisCard };
DeclineAdvice decline_advice(std::string_view response_code);
/// "ANOTHER_CARD", "LATER", "NEVER_WITH_THIS_CARD".
std::string_view to_text(DeclineAdvice advice);

/// To a void or a reversal.
enum class ReverseAnswer {
  kAcknowledged,  ///< nothing is charged any more, or (to a reversal) the original never was
  kAgain,         ///< the acquirer cannot do it just now: it is still owed
  kRefused,       ///< a void only: the approval stands
  kTooLate,       ///< a void only: cleared already, so that it must be a refund
  kAlarm,         ///< it will not be done by repeating it: a person must look
};
ReverseAnswer reverse_answer(std::string_view response_code, bool is_void);

/// To a refund, or to an inquiry after one.
enum class RefundAnswer {
  kExecuted,
  kRefused,    ///< nothing was given back
  kNeverSeen,  ///< to an inquiry: the acquirer has no such refund (yet); else it has no such sale
  kUnclear,    ///< treat it as no answer: inquire
  kAlarm,      ///< no repeating will mend it: a person must look
};
/// `approval_code`: field 38, which only an execution carries.
RefundAnswer refund_answer(std::string_view response_code, std::string_view approval_code);

}  // namespace pay200
