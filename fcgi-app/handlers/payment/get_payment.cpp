#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/payment/payment_response.hpp"

namespace pay200::handlers {

HandlerResult get_payment(Services& services, const http::Call& call,
                          const ApiPrincipal& principal) {
  const auto key = call.payment_key_of(principal.merchant_id);
  if (!key) return key.error();
  auto payment = services.payments.get_payment(*key);
  if (!payment) return payment.error();
  return payment_response(services, call, *payment, Audience::kShop);
}

}  // namespace pay200::handlers
