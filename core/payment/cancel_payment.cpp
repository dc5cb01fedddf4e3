#include <optional>
#include <string>
#include <utility>

#include "core/payment/acquirer_terms.hpp"
#include "core/payment/payment_answer.hpp"
#include "core/payment/payment_service.hpp"
#include "core/payment/payment_store.hpp"
#include "core/payment/send_refund.hpp"
#include "core/payment/send_reversal.hpp"
#include "core/platform/assert.hpp"
#include "core/platform/fail_point.hpp"

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
          .by_page = request.by_page,
          .by_operator = request.by_operator,
          .amount_minor = request.amount_minor,
          .tax_free_minor = request.tax_free_minor,
          .current_balance_minor = request.current_balance_minor,
          .reason = request.reason,
          .transaction_id = TransactionId::make(now),
          .reversal_id = ReversalId::make(now),
          .refund_id = RefundId::make(now),
          .business_day = acquirer_day(config, acquirer_of(payment), now)};
}

struct Parts {
  db::Database& database;
  const Clock& clock;
  const Config& config;
  LinkClient& link;
};

/// The void or refund that a cancel owes now, ahead of the relay; a void that comes too late is a
/// refund at once. The payment as it is then, where something was recorded.
std::optional<Payment> send_what_is_owed(const Parts& parts, MerchantId merchant_id,
                                         const payment_store::NewCancel& cancel,
                                         const std::string& outcome) {
  std::optional<Payment> after;
  std::optional<RefundId> refund_id;
  if (outcome == "refunding") refund_id = cancel.refund_id;
  if (outcome == "voiding") {
    const ReversalSender sender{parts.database, parts.clock, parts.config, parts.link};
    auto sent = sender.send_first(merchant_id, cancel.reversal_id);
    after = std::move(sent.payment);
    refund_id = sent.refund_id;
  }
  if (!refund_id) return after;
  const RefundSender sender{parts.database, parts.clock, parts.config, parts.link};
  auto step = sender.send_first(merchant_id, *refund_id);
  return step.payment ? std::move(step.payment) : std::move(after);
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
  fail_point("after_cancel_committed");
  if (link_ != nullptr) {
    const Parts parts{database_, clock_, config_, *link_};
    auto after = send_what_is_owed(parts, request.key.merchant_id, cancel, made.outcome);
    if (after) made.payment = std::move(after);
  }
  return cancel_answer(*made.payment, *made.holder_id, made.replayed);
}

}  // namespace pay200
