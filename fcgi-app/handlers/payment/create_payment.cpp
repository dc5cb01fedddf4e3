#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/payment/payment_response.hpp"

namespace pay200::handlers {
namespace {

std::optional<int> months_in(http::JsonBody& body, const char* name) {
  const auto months = body.optional_integer(name, {0, 12});
  if (!months) return std::nullopt;
  return static_cast<int>(*months);
}

}  // namespace

HandlerResult create_payment(Services& services, const http::Call& call,
                             const ApiPrincipal& principal) {
  auto body = call.json();
  if (!body) return body.error();
  CreatePaymentRequest request;
  request.merchant_id = principal.merchant_id;
  request.order_id = body->text("orderId");
  if (!is_order_id(request.order_id)) {
    body->refuse("orderId", "must have 6 to 64 characters of A-Z a-z 0-9 - _ .");
  }
  request.order_name = body->text("orderName", {.most = 100});
  request.amount.amount_minor = body->integer("amount", {1, kMaxAmountMinor});
  request.amount.currency = *currency_from_text(body->one_of("currency", {"KRW"}, "KRW"));
  request.tax_free_minor =
      body->optional_integer("taxFreeAmount", {0, kMaxAmountMinor}).value_or(0);
  request.vat_minor = body->optional_integer("vat", {0, kMaxAmountMinor});
  request.supplied_minor = body->optional_integer("suppliedAmount", {0, kMaxAmountMinor});
  request.installment_fixed = months_in(*body, "cardInstallmentPlan");
  request.installment_most = months_in(*body, "maxCardInstallmentPlan");
  request.by_client = principal.kind == KeyKind::kClient;
  request.customer_name = body->optional_text("customerName", {.most = 100});
  if (body->error()) return *body->error();

  auto claim = call.idempotency_claim(services.idempotency_key, principal);
  if (!claim) return claim.error();
  request.idempotency = std::move(*claim);
  return payment_response(services, call, services.payments.create_payment(request),
                          Audience::kShop);
}

}  // namespace pay200::handlers
