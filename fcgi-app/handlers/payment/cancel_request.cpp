#include "fcgi-app/handlers/payment/cancel_request.hpp"

namespace pay200::handlers {
namespace {

/// `currentBalance` or, as Toss Payments names it, `refundableAmount`.
std::optional<std::int64_t> stated_balance(http::JsonBody& body) {
  const auto ours = body.optional_integer("currentBalance", {0, kMaxAmountMinor});
  const auto theirs = body.optional_integer("refundableAmount", {0, kMaxAmountMinor});
  if (ours && theirs && *ours != *theirs) {
    body.refuse("refundableAmount", "differs from currentBalance");
  }
  return ours ? ours : theirs;
}

}  // namespace

CancelPaymentRequest cancel_request_from(http::JsonBody& body, const PaymentKey& key) {
  CancelPaymentRequest request;
  request.key = key;
  request.reason = body.text("cancelReason", {.most = 200, .several_lines = true});
  request.amount_minor = body.optional_integer("cancelAmount", {1, kMaxAmountMinor});
  request.tax_free_minor = body.optional_integer("taxFreeAmount", {0, kMaxAmountMinor});
  if (request.amount_minor && request.tax_free_minor > request.amount_minor) {
    body.refuse("taxFreeAmount", "more than cancelAmount");
  }
  request.current_balance_minor = stated_balance(body);
  return request;
}

}  // namespace pay200::handlers
