#include "core/payment/payment_answer.hpp"

#include <algorithm>

#include "core/platform/assert.hpp"

namespace pay200 {
namespace {

/// Either what was being authorized ended reversed, or the acquirer would not give it back.
ErrorCode code_of_aborted(const Payment& payment, const CancelView& cancel) {
  if (payment.state == PaymentState::kAborted) return ErrorCode::kAbortedPayment;
  return cancel.type == "REFUND" ? ErrorCode::kRefundRejected : ErrorCode::kNotCancelablePayment;
}

}  // namespace

bool is_done(const payment_store::Transition& transition) {
  PAY200_ASSERT(!transition.outcome.empty());
  const char first = transition.outcome.front();
  return first >= 'a' && first <= 'z';
}

PaymentAnswer refusal(const payment_store::Transition& transition) {
  PAY200_ASSERT(!is_done(transition));
  return {.result = Error{.code = error_code_from_wire(transition.outcome),
                          .acquirer_code = transition.acquirer_code.value_or("")},
          .replayed = transition.replayed};
}

PaymentAnswer unsettled_confirm(const Payment& payment, bool replayed) {
  switch (payment.state) {
    case PaymentState::kAuthorizing:
    case PaymentState::kAuthorizingCancel:
    case PaymentState::kReversing:
    case PaymentState::kReversingCancel:
      return {.result = ErrorCode::kIdempotencyKeyInUse, .replayed = replayed};
    case PaymentState::kUnknown:
      return {.result = ErrorCode::kOutcomeUnknown, .replayed = replayed};
    case PaymentState::kApprovedVoiding:
    case PaymentState::kVoiding:
    case PaymentState::kCanceled:
      return {.result = ErrorCode::kAlreadyCanceledPayment, .replayed = replayed};
    case PaymentState::kAborted:
      return {.result = ErrorCode::kAbortedPayment, .replayed = replayed};
    case PaymentState::kApproved:
    case PaymentState::kPartiallyCanceled:
      return {.result = payment, .replayed = replayed};
    case PaymentState::kReady:
    case PaymentState::kHeld:
    case PaymentState::kConfirmed:
    case PaymentState::kExpired:
      break;
  }
  PAY200_ASSERT(!"an unsettled outcome without an attempt on its way");
}

PaymentAnswer cancel_answer(const Payment& payment, const std::string& cancel_id, bool replayed) {
  const auto found = std::ranges::find_if(
      payment.cancels, [&](const CancelView& view) { return view.id.to_sql() == cancel_id; });
  PAY200_ASSERT(found != payment.cancels.end());
  if (found->state == "aborted") {
    return {.result = Error{.code = code_of_aborted(payment, *found),
                            .acquirer_code = found->response_code.value_or("")},
            .replayed = replayed};
  }
  return {.result = payment, .replayed = replayed, .pending = found->state == "in_progress"};
}

}  // namespace pay200
