#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/payment/payment_response.hpp"

namespace pay200::handlers {

HandlerResult cancel_checkout(Services& services, const http::Call& call, const PaymentKey& key) {
  auto body = call.json();  // nothing is asked for, but what is sent must be an object
  if (!body) return body.error();
  auto claim = call.idempotency_claim(services.idempotency_key, key);
  if (!claim) return claim.error();

  const CancelPaymentRequest request{
      .key = key, .by_page = true, .reason = "결제창에서 취소", .idempotency = std::move(*claim)};
  return payment_response(services, call, services.payments.cancel_payment(request),
                          Audience::kPage);
}

}  // namespace pay200::handlers
