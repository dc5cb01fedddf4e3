#pragma once
// What field 39 means to a payment. ISO 8583:1987 codes and those that the schemes added to them.

#include <string_view>

#include "core/platform/error_code.hpp"

namespace pay200::iso8583 {

enum class Outcome {
  kApproved,
  kDeclined,     ///< category and error_code say how
  kUnclear,      ///< 10 (approved in part), 68 (late upstream): money may have moved, reverse it
  kFormatError,  ///< 30: our message is wrong; raise an alarm, do not repeat it for ever
  kOriginalNotFound,  ///< 25, to 0400, 0420 and refunds; the original may still be on its way
  kDuplicate,         ///< 94: this terminal's STAN was another message's
  kAlreadyCleared,    ///< 21, to a void: too late for it, refund instead
};

/// What the shopper may do after a decline.
enum class DeclineCategory { kAnotherCard, kLater, kNeverWithThisCard };

struct ResponseMeaning {
  std::string_view code;  ///< as asked
  Outcome outcome = Outcome::kDeclined;
  /// Only with kDeclined; else kLater.
  DeclineCategory category = DeclineCategory::kAnotherCard;
  /// What the shop is told; with kApproved meaningless (kInternalError).
  ErrorCode error_code = ErrorCode::kRejectCardCompany;
  /// For logs and operators.
  std::string_view text;
};

/// Never fails: an unknown code is a decline by the card company, with another card as the way out.
/// The result's `code` is the argument's view.
ResponseMeaning meaning_of(std::string_view code);

}  // namespace pay200::iso8583
