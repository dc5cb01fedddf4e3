#pragma once
// The payment's state machine: one pure table. The SQL functions compare and set by the same rules;
// a test tries every state x command on both.

#include <string_view>
#include <variant>
#include <vector>

#include "core/platform/error_code.hpp"

namespace pay200 {

enum class PaymentState {
  kReady,              ///< created, QR code live
  kHeld,               ///< one shopper's app has scanned it
  kConfirmed,          ///< its shopper has confirmed; the shop's server is to
  kAuthorizing,        ///< an attempt is on its way to the acquirer
  kAuthorizingCancel,  ///< the same, and a cancel has been recorded: an approval will be voided at
                       ///< once
  /// No answer came; the request that waits for it has the reversal sent, and goes on at another
  /// acquirer once it is acknowledged
  kReversing,
  kReversingCancel,  ///< the same, and a cancel has been recorded: acknowledged, nothing has moved
  kApproved,         ///< nothing has gone back yet; refunds may be on their way
  kApprovedVoiding,  ///< approved although a cancel had been recorded; the same is owed
  /// Approved, then cancelled whole by the merchant; the void is owed, or the refund that it became
  kVoiding,
  kPartiallyCanceled,  ///< a part has gone back; more may be on its way
  kCanceled,           ///< all has gone back, or no money had moved
  kUnknown,            ///< nobody knows whether it was approved; a reversal is owed
  kAborted,
  kExpired,
};

enum class PaymentCommand {
  kScan,              ///< by a shopper who does not hold it
  kRescan,            ///< by the shopper who holds it, or held it last
  kConfirm,           ///< by the shopper who holds it (begin_attempt)
  kConfirmToShop,     ///< likewise, where the shop is to confirm too (await_shop_confirm)
  kShopConfirm,       ///< by the shop's server (begin_attempt)
  kCancelByMerchant,  ///< the whole, in the payment's business day, or all that is left of it
  kCancelPart,        ///< by the merchant
  kCancelByShopper,   ///< by the shopper who holds it; while kReady nobody does
  kCancelByPage,      ///< on the shop's page, by whoever shops there
  kExpire,            ///< the sweep, when no deadline has passed: changes nothing
  kLapseHold,         ///< the sweep, when its hold has run out but its QR code lives
  kLapse,             ///< the sweep, when its hold and its QR code have run out
  kLapseConfirm,      ///< the sweep, when the shop has not confirmed in time either
  kApprove,           ///< answers of the acquirer to the open attempt ...
  kDecline,           ///< ... with attempts left
  kDeclineLast,       ///< ... the last attempt allowed
  kNotSent,
  kNotSentForShop,   ///< ... where the shop's confirm had begun it
  kReroute,          ///< ... nothing was sent, and another acquirer takes it (reroute_attempt)
  kReverse,          ///< ... none came, and there is time for another acquirer (reverse_attempt)
  kRerouteReversed,  ///< ... acknowledged: it takes it (reroute_reversed_attempt)
  kOutcomeUnknown,
  kVoidAcknowledged,  ///< ... to an owed void
  kVoidRefused,
  kVoidTooLate,   ///< cleared already: the same cancel goes on as a refund
  kPartRefunded,  ///< ... to an owed refund; not all has gone back with it
  kAllRefunded,   ///< ... and with it all has
  kRefundRefused,
  kReversalAcknowledged,  ///< ... to an owed reversal
};

/// Toss Payments' names (core API 2022-11-16) plus UNKNOWN.
enum class PublicStatus {
  kReady,
  kInProgress,
  kDone,
  kPartialCanceled,
  kCanceled,
  kAborted,
  kExpired,
  kUnknown
};

const std::vector<PaymentState>& all_payment_states();
const std::vector<PaymentCommand>& all_payment_commands();

std::string_view to_text(PaymentState state);                 ///< as in SQL: "authorizing_cancel"
PaymentState payment_state_from_text(std::string_view text);  ///< asserts that it is known
std::string_view to_text(PaymentCommand command);
std::string_view to_text(PublicStatus status);  ///< "IN_PROGRESS"

PublicStatus public_status(PaymentState state);
/// Whether nothing can change this payment's state any more but a cancel.
bool is_settled(PaymentState state);

/// The state after the command, or the code that refuses it. An acquirer's answer to something that
/// is no longer open does not apply: the state stays (the functions answer 'late', 'settled', ...).
std::variant<PaymentState, ErrorCode> next_state(PaymentState state, PaymentCommand command);

}  // namespace pay200
