#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/payment/cancel_request.hpp"
#include "fcgi-app/handlers/payment/payment_response.hpp"

namespace pay200::handlers {

HandlerResult cancel_payment(Services& services, const http::Call& call,
                             const ApiPrincipal& principal) {
  const auto key = call.payment_key_of(principal.merchant_id);
  if (!key) return key.error();
  auto body = call.json();
  if (!body) return body.error();
  CancelPaymentRequest request = cancel_request_from(*body, *key);
  if (body->error()) return *body->error();

  auto claim = call.idempotency_claim(services.idempotency_key, principal);
  if (!claim) return claim.error();
  request.idempotency = std::move(*claim);
  return payment_response(services, call, services.payments.cancel_payment(request),
                          Audience::kShop);
}

}  // namespace pay200::handlers
