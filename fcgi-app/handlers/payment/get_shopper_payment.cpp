#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/payment/payment_response.hpp"

namespace pay200::handlers {

HandlerResult get_shopper_payment(Services& services, const http::Call& call,
                                  const ShopperSession& session) {
  const auto key = call.payment_key();
  if (!key) return key.error();
  auto payment = services.payments.get_payment_of_shopper(*key, session.shopper_id);
  if (!payment) return payment.error();
  return payment_response(services, call, *payment, Audience::kShopper);
}

}  // namespace pay200::handlers
