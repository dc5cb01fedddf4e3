#include "core/payment/payment_state.hpp"

#include <algorithm>
#include <array>

#include "core/platform/assert.hpp"

namespace pay200 {
namespace {

using enum PaymentState;

/// Why a payment in this state cannot be scanned, confirmed or cancelled, where the act's own row
/// says nothing nearer. sql/functions/refusal_for_state.sql holds the same table.
ErrorCode refusal(PaymentState state) {
  switch (state) {
    case kReady:
      return ErrorCode::kNotScannedPayment;
    case kHeld:
      return ErrorCode::kAlreadyScannedPayment;
    case kConfirmed:
    case kAuthorizing:
    case kAuthorizingCancel:
    case kReversing:
    case kReversingCancel:
    case kUnknown:
      return ErrorCode::kPaymentInProgress;
    case kApproved:
    case kPartiallyCanceled:
      return ErrorCode::kAlreadyProcessedPayment;
    case kApprovedVoiding:
    case kVoiding:
    case kCanceled:
      return ErrorCode::kAlreadyCanceledPayment;
    case kAborted:
      return ErrorCode::kAbortedPayment;
    case kExpired:
      return ErrorCode::kExpiredPayment;
  }
  PAY200_ASSERT(!"a state that is no enumerator");
}

struct Move {
  PaymentState from;
  PaymentCommand command;
  PaymentState to;
};

// Every change of state there is. What is not here is refused (the acts of people) or does not
// apply and changes nothing (answers of the acquirer, the sweep): see next_state.
constexpr std::array kMoves = {
    Move{kReady, PaymentCommand::kScan, kHeld},
    Move{kReady, PaymentCommand::kRescan, kHeld},
    Move{kHeld, PaymentCommand::kRescan, kHeld},
    Move{kHeld, PaymentCommand::kConfirm, kAuthorizing},
    Move{kHeld, PaymentCommand::kConfirmToShop, kConfirmed},
    Move{kConfirmed, PaymentCommand::kShopConfirm, kAuthorizing},

    Move{kReady, PaymentCommand::kCancelByMerchant, kCanceled},
    Move{kHeld, PaymentCommand::kCancelByMerchant, kCanceled},
    Move{kConfirmed, PaymentCommand::kCancelByMerchant, kCanceled},
    Move{kAuthorizing, PaymentCommand::kCancelByMerchant, kAuthorizingCancel},
    Move{kAuthorizingCancel, PaymentCommand::kCancelByMerchant, kAuthorizingCancel},
    Move{kReversing, PaymentCommand::kCancelByMerchant, kReversingCancel},
    Move{kReversingCancel, PaymentCommand::kCancelByMerchant, kReversingCancel},
    Move{kApproved, PaymentCommand::kCancelByMerchant, kVoiding},
    Move{kApproved, PaymentCommand::kCancelPart, kApproved},
    Move{kPartiallyCanceled, PaymentCommand::kCancelByMerchant, kPartiallyCanceled},
    Move{kPartiallyCanceled, PaymentCommand::kCancelPart, kPartiallyCanceled},
    Move{kHeld, PaymentCommand::kCancelByShopper, kCanceled},
    Move{kConfirmed, PaymentCommand::kCancelByShopper, kCanceled},
    Move{kAuthorizing, PaymentCommand::kCancelByShopper, kAuthorizingCancel},
    Move{kAuthorizingCancel, PaymentCommand::kCancelByShopper, kAuthorizingCancel},
    Move{kReversing, PaymentCommand::kCancelByShopper, kReversingCancel},
    Move{kReversingCancel, PaymentCommand::kCancelByShopper, kReversingCancel},
    Move{kReady, PaymentCommand::kCancelByPage, kCanceled},
    Move{kHeld, PaymentCommand::kCancelByPage, kCanceled},
    Move{kConfirmed, PaymentCommand::kCancelByPage, kCanceled},
    Move{kAuthorizing, PaymentCommand::kCancelByPage, kAuthorizingCancel},
    Move{kAuthorizingCancel, PaymentCommand::kCancelByPage, kAuthorizingCancel},
    Move{kReversing, PaymentCommand::kCancelByPage, kReversingCancel},
    Move{kReversingCancel, PaymentCommand::kCancelByPage, kReversingCancel},

    Move{kHeld, PaymentCommand::kLapseHold, kReady},
    Move{kReady, PaymentCommand::kLapse, kExpired},
    Move{kHeld, PaymentCommand::kLapse, kExpired},
    Move{kReady, PaymentCommand::kLapseConfirm, kExpired},
    Move{kHeld, PaymentCommand::kLapseConfirm, kExpired},
    Move{kConfirmed, PaymentCommand::kLapseConfirm, kExpired},

    Move{kAuthorizing, PaymentCommand::kApprove, kApproved},
    Move{kAuthorizing, PaymentCommand::kDecline, kHeld},
    Move{kAuthorizing, PaymentCommand::kDeclineLast, kAborted},
    Move{kAuthorizing, PaymentCommand::kNotSent, kHeld},
    Move{kAuthorizing, PaymentCommand::kNotSentForShop, kConfirmed},
    Move{kAuthorizing, PaymentCommand::kReroute, kAuthorizing},
    Move{kAuthorizing, PaymentCommand::kReverse, kReversing},
    Move{kAuthorizing, PaymentCommand::kOutcomeUnknown, kUnknown},
    Move{kAuthorizingCancel, PaymentCommand::kApprove, kApprovedVoiding},
    Move{kAuthorizingCancel, PaymentCommand::kDecline, kCanceled},
    Move{kAuthorizingCancel, PaymentCommand::kDeclineLast, kCanceled},
    Move{kAuthorizingCancel, PaymentCommand::kNotSent, kCanceled},
    Move{kAuthorizingCancel, PaymentCommand::kNotSentForShop, kCanceled},
    Move{kAuthorizingCancel, PaymentCommand::kOutcomeUnknown, kUnknown},
    Move{kReversing, PaymentCommand::kRerouteReversed, kAuthorizing},
    Move{kReversing, PaymentCommand::kOutcomeUnknown, kUnknown},
    // By the relay: the request, which would have gone on, is no more.
    Move{kReversing, PaymentCommand::kReversalAcknowledged, kAborted},
    Move{kReversingCancel, PaymentCommand::kOutcomeUnknown, kUnknown},
    Move{kReversingCancel, PaymentCommand::kReversalAcknowledged, kCanceled},

    Move{kVoiding, PaymentCommand::kVoidAcknowledged, kCanceled},
    Move{kVoiding, PaymentCommand::kVoidRefused, kApproved},
    Move{kApprovedVoiding, PaymentCommand::kVoidAcknowledged, kCanceled},
    Move{kApprovedVoiding, PaymentCommand::kVoidRefused, kApproved},
    Move{kApproved, PaymentCommand::kPartRefunded, kPartiallyCanceled},
    Move{kApproved, PaymentCommand::kAllRefunded, kCanceled},
    Move{kPartiallyCanceled, PaymentCommand::kAllRefunded, kCanceled},
    // What was to be a void of the whole and became a refund of it.
    Move{kVoiding, PaymentCommand::kAllRefunded, kCanceled},
    Move{kVoiding, PaymentCommand::kRefundRefused, kApproved},
    Move{kApprovedVoiding, PaymentCommand::kAllRefunded, kCanceled},
    Move{kApprovedVoiding, PaymentCommand::kRefundRefused, kApproved},
    Move{kUnknown, PaymentCommand::kReversalAcknowledged, kAborted},
};

/// What people ask for is refused where it does not apply; the rest is not.
bool is_refusable(PaymentCommand command) {
  switch (command) {
    case PaymentCommand::kScan:
    case PaymentCommand::kRescan:
    case PaymentCommand::kConfirm:
    case PaymentCommand::kConfirmToShop:
    case PaymentCommand::kShopConfirm:
    case PaymentCommand::kCancelByMerchant:
    case PaymentCommand::kCancelPart:
    case PaymentCommand::kCancelByShopper:
    case PaymentCommand::kCancelByPage:
      return true;
    case PaymentCommand::kExpire:
    case PaymentCommand::kLapseHold:
    case PaymentCommand::kLapse:
    case PaymentCommand::kLapseConfirm:
    case PaymentCommand::kApprove:
    case PaymentCommand::kDecline:
    case PaymentCommand::kDeclineLast:
    case PaymentCommand::kNotSent:
    case PaymentCommand::kNotSentForShop:
    case PaymentCommand::kReroute:
    case PaymentCommand::kReverse:
    case PaymentCommand::kRerouteReversed:
    case PaymentCommand::kOutcomeUnknown:
    case PaymentCommand::kVoidAcknowledged:
    case PaymentCommand::kVoidRefused:
    case PaymentCommand::kVoidTooLate:
    case PaymentCommand::kPartRefunded:
    case PaymentCommand::kAllRefunded:
    case PaymentCommand::kRefundRefused:
    case PaymentCommand::kReversalAcknowledged:
      return false;
  }
  PAY200_ASSERT(!"a command that is no enumerator");
}

}  // namespace

const std::vector<PaymentState>& all_payment_states() {
  static const std::vector<PaymentState> states = {
      kReady,           kHeld,     kConfirmed,       kAuthorizing, kAuthorizingCancel, kReversing,
      kReversingCancel, kApproved, kApprovedVoiding, kVoiding,     kPartiallyCanceled, kCanceled,
      kUnknown,         kAborted,  kExpired};
  return states;
}

const std::vector<PaymentCommand>& all_payment_commands() {
  using enum PaymentCommand;
  static const std::vector<PaymentCommand> commands = {kScan,
                                                       kRescan,
                                                       kConfirm,
                                                       kConfirmToShop,
                                                       kShopConfirm,
                                                       kCancelByMerchant,
                                                       kCancelPart,
                                                       kCancelByShopper,
                                                       kCancelByPage,
                                                       kExpire,
                                                       kLapseHold,
                                                       kLapse,
                                                       kLapseConfirm,
                                                       kApprove,
                                                       kDecline,
                                                       kDeclineLast,
                                                       kNotSent,
                                                       kNotSentForShop,
                                                       kReroute,
                                                       kReverse,
                                                       kRerouteReversed,
                                                       kOutcomeUnknown,
                                                       kVoidAcknowledged,
                                                       kVoidRefused,
                                                       kVoidTooLate,
                                                       kPartRefunded,
                                                       kAllRefunded,
                                                       kRefundRefused,
                                                       kReversalAcknowledged};
  return commands;
}

std::string_view to_text(PaymentState state) {
  switch (state) {
    case kReady:
      return "ready";
    case kHeld:
      return "held";
    case kConfirmed:
      return "confirmed";
    case kAuthorizing:
      return "authorizing";
    case kAuthorizingCancel:
      return "authorizing_cancel";
    case kReversing:
      return "reversing";
    case kReversingCancel:
      return "reversing_cancel";
    case kApproved:
      return "approved";
    case kApprovedVoiding:
      return "approved_voiding";
    case kVoiding:
      return "voiding";
    case kPartiallyCanceled:
      return "partially_canceled";
    case kCanceled:
      return "canceled";
    case kUnknown:
      return "unknown";
    case kAborted:
      return "aborted";
    case kExpired:
      return "expired";
  }
  PAY200_ASSERT(!"a state that is no enumerator");
}

PaymentState payment_state_from_text(std::string_view text) {
  const auto& states = all_payment_states();
  const auto found =
      std::ranges::find_if(states, [text](PaymentState state) { return to_text(state) == text; });
  PAY200_ASSERT(found != states.end());
  return *found;
}

std::string_view to_text(PaymentCommand command) {
  switch (command) {
    case PaymentCommand::kScan:
      return "scan";
    case PaymentCommand::kRescan:
      return "rescan";
    case PaymentCommand::kConfirm:
      return "confirm";
    case PaymentCommand::kConfirmToShop:
      return "confirm_to_shop";
    case PaymentCommand::kShopConfirm:
      return "shop_confirm";
    case PaymentCommand::kCancelByMerchant:
      return "cancel_by_merchant";
    case PaymentCommand::kCancelPart:
      return "cancel_part";
    case PaymentCommand::kCancelByShopper:
      return "cancel_by_shopper";
    case PaymentCommand::kCancelByPage:
      return "cancel_by_page";
    case PaymentCommand::kExpire:
      return "expire";
    case PaymentCommand::kLapseHold:
      return "lapse_hold";
    case PaymentCommand::kLapse:
      return "lapse";
    case PaymentCommand::kLapseConfirm:
      return "lapse_confirm";
    case PaymentCommand::kApprove:
      return "approve";
    case PaymentCommand::kDecline:
      return "decline";
    case PaymentCommand::kDeclineLast:
      return "decline_last";
    case PaymentCommand::kNotSent:
      return "not_sent";
    case PaymentCommand::kNotSentForShop:
      return "not_sent_for_shop";
    case PaymentCommand::kReroute:
      return "reroute";
    case PaymentCommand::kReverse:
      return "reverse";
    case PaymentCommand::kRerouteReversed:
      return "reroute_reversed";
    case PaymentCommand::kOutcomeUnknown:
      return "outcome_unknown";
    case PaymentCommand::kVoidAcknowledged:
      return "void_acknowledged";
    case PaymentCommand::kVoidRefused:
      return "void_refused";
    case PaymentCommand::kVoidTooLate:
      return "void_too_late";
    case PaymentCommand::kPartRefunded:
      return "part_refunded";
    case PaymentCommand::kAllRefunded:
      return "all_refunded";
    case PaymentCommand::kRefundRefused:
      return "refund_refused";
    case PaymentCommand::kReversalAcknowledged:
      return "reversal_acknowledged";
  }
  PAY200_ASSERT(!"a command that is no enumerator");
}

std::string_view to_text(PublicStatus status) {
  switch (status) {
    case PublicStatus::kReady:
      return "READY";
    case PublicStatus::kInProgress:
      return "IN_PROGRESS";
    case PublicStatus::kDone:
      return "DONE";
    case PublicStatus::kPartialCanceled:
      return "PARTIAL_CANCELED";
    case PublicStatus::kCanceled:
      return "CANCELED";
    case PublicStatus::kAborted:
      return "ABORTED";
    case PublicStatus::kExpired:
      return "EXPIRED";
    case PublicStatus::kUnknown:
      return "UNKNOWN";
  }
  PAY200_ASSERT(!"a status that is no enumerator");
}

PublicStatus public_status(PaymentState state) {
  switch (state) {
    case kReady:
      return PublicStatus::kReady;
    case kHeld:
    case kConfirmed:
    case kAuthorizing:
    case kAuthorizingCancel:
    case kReversing:
    case kReversingCancel:
    // Approved, but to be undone at once: a shop that saw DONE would ship.
    case kApprovedVoiding:
      return PublicStatus::kInProgress;
    case kApproved:
    // It was DONE, and is again if the acquirer refuses; cancels[].cancelStatus says the rest.
    case kVoiding:
      return PublicStatus::kDone;
    case kPartiallyCanceled:
      return PublicStatus::kPartialCanceled;
    case kCanceled:
      return PublicStatus::kCanceled;
    case kUnknown:
      return PublicStatus::kUnknown;
    case kAborted:
      return PublicStatus::kAborted;
    case kExpired:
      return PublicStatus::kExpired;
  }
  PAY200_ASSERT(!"a state that is no enumerator");
}

bool is_settled(PaymentState state) {
  switch (state) {
    case kApproved:
    case kPartiallyCanceled:
    case kCanceled:
    case kAborted:
    case kExpired:
      return true;
    case kReady:
    case kHeld:
    case kConfirmed:
    case kAuthorizing:
    case kAuthorizingCancel:
    case kReversing:
    case kReversingCancel:
    case kApprovedVoiding:
    case kVoiding:
    case kUnknown:
      return false;
  }
  PAY200_ASSERT(!"a state that is no enumerator");
}

std::variant<PaymentState, ErrorCode> next_state(PaymentState state, PaymentCommand command) {
  const auto* found = std::ranges::find_if(
      kMoves, [&](const Move& move) { return move.from == state && move.command == command; });
  if (found != kMoves.end()) return found->to;
  if (!is_refusable(command)) return state;
  // Once approved, only the shop gives money back.
  const bool paid = state == kApproved || state == kPartiallyCanceled;
  if (paid &&
      (command == PaymentCommand::kCancelByShopper || command == PaymentCommand::kCancelByPage)) {
    return ErrorCode::kNotCancelablePayment;
  }
  // Until then there is only the whole to cancel.
  const bool unpaid = state == kReady || state == kHeld || state == kConfirmed ||
                      state == kAuthorizing || state == kAuthorizingCancel || state == kReversing ||
                      state == kReversingCancel;
  if (unpaid && command == PaymentCommand::kCancelPart) return ErrorCode::kNotCancelableAmount;
  // sql/functions/refusal_to_shop_confirm.sql holds the same.
  if (command == PaymentCommand::kShopConfirm && (state == kReady || state == kHeld)) {
    return ErrorCode::kNotConfirmedPayment;
  }
  return refusal(state);
}

}  // namespace pay200
