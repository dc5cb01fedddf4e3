#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/payment/payment_response.hpp"

namespace pay200::handlers {

HandlerResult shop_confirm_payment(Services& services, const http::Call& call,
                                   const ApiPrincipal& principal) {
  auto body = call.json();
  if (!body) return body.error();
  const auto key = payment_key_from_text(body->text("paymentKey", {.most = 200}));
  ShopConfirmRequest request;
  request.order_id = body->text("orderId");
  request.amount_minor = body->integer("amount", {1, kMaxAmountMinor});
  if (body->error()) return *body->error();
  if (!key || key->merchant_id != principal.merchant_id) return ErrorCode::kNotFoundPayment;
  request.key = *key;

  auto claim = call.idempotency_claim(services.idempotency_key, principal);
  if (!claim) return claim.error();
  request.idempotency = std::move(*claim);
  return payment_response(services, call, services.payments.shop_confirm_payment(request),
                          Audience::kShop);
}

}  // namespace pay200::handlers
