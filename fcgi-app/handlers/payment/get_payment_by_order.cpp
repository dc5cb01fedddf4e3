#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/payment/payment_response.hpp"

namespace pay200::handlers {

HandlerResult get_payment_by_order(Services& services, const http::Call& call,
                                   const ApiPrincipal& principal) {
  const std::string& order_id = call.param("orderId");
  if (!is_order_id(order_id)) return ErrorCode::kNotFoundPayment;
  auto payment = services.payments.get_payment_by_order(principal.merchant_id, order_id);
  if (!payment) return payment.error();
  return payment_response(services, call, *payment, Audience::kShop);
}

}  // namespace pay200::handlers
