#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/payment/payment_response.hpp"

namespace pay200::handlers {

HandlerResult cancel_shopper_payment(Services& services, const http::Call& call,
                                     const ShopperSession& session) {
  const auto key = call.payment_key();
  if (!key) return key.error();
  auto body = call.json();  // nothing is asked for, but what is sent must be an object
  if (!body) return body.error();
  auto claim = call.idempotency_claim(services.idempotency_key, session);
  if (!claim) return claim.error();

  const CancelPaymentRequest request{.key = *key,
                                     .by_shopper = session.shopper_id,
                                     .reason = "구매자 취소",
                                     .idempotency = std::move(*claim)};
  return payment_response(services, call, services.payments.cancel_payment(request),
                          Audience::kShopper);
}

}  // namespace pay200::handlers
