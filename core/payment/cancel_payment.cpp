#include <string>
#include <utility>

#include "core/payment/acquirer_terms.hpp"
#include "core/payment/payment_answer.hpp"
#include "core/payment/payment_service.hpp"
#include "core/payment/payment_store.hpp"
#include "core/payment/send_reversal.hpp"
#include "core/platform/assert.hpp"

namespace pay200 {
namespace {

/// Whose business day counts. An attempt that begins after this was read makes no difference: its
/// cancel is recorded, and its own answer brings the day.
std::string acquirer_of(const Payment& payment) {
  return payment.attempts.empty() ? std::string() : payment.attempts.back().acquirer;
}

payment_store::NewCancel new_cancel(const CancelPaymentRequest& request, const Payment& payment,
                                    const Config& config, Time now) {
  return {.id = CancelId::make(now),
          .by_shopper = request.by_shopper,
          .amount_minor = request.amount_minor,
          .reason = request.reason,
          .transaction_id = TransactionId::make(now),
          .reversal_id = ReversalId::make(now),
          .business_day = acquirer_day(config, acquirer_of(payment), now)};
}

}  // namespace

PaymentAnswer PaymentService::cancel_payment(const CancelPaymentRequest& request) {
  const auto before = payment_store::find_payment(database_, request.key);
  if (!before) return {.result = ErrorCode::kNotFoundPayment};
  const Time now = clock_.now();
  const auto cancel = new_cancel(request, *before, config_, now);
  payment_store::Transition made =
      payment_store::cancel_payment(database_, request.key, cancel, request.idempotency, now);
  if (!is_done(made)) return refusal(made);
  PAY200_ASSERT(made.payment && made.holder_id);
  std::string acquirer_code;
  if (made.outcome == "voiding" && link_ != nullptr) {
    const ReversalSender sender{database_, clock_, config_, *link_};
    auto sent = sender.send_first(request.key.merchant_id, cancel.reversal_id);
    if (sent.payment) made.payment = std::move(sent.payment);
    acquirer_code = std::move(sent.response_code);
  }
  return cancel_answer(*made.payment, *made.holder_id, acquirer_code, made.replayed);
}

}  // namespace pay200
