#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/payment/payment_response.hpp"

namespace pay200::handlers {

HandlerResult get_checkout(Services& services, const http::Call& call, const PaymentKey& key) {
  auto payment = services.payments.get_payment(key);
  if (!payment) return payment.error();
  return payment_response(services, call, *payment, Audience::kPage);
}

}  // namespace pay200::handlers
