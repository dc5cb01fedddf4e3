#include "core/payment/qr_token.hpp"
#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/payment/payment_response.hpp"

namespace pay200::handlers {

HandlerResult scan_payment(Services& services, const http::Call& call,
                           const ShopperSession& session) {
  auto body = call.json();
  if (!body) return body.error();
  const std::string token = body->text("qrToken");
  if (body->error()) return *body->error();

  const auto key = payment_key_from_qr_token(services.token_key, token);
  if (!key) return ErrorCode::kNotFoundPayment;
  auto payment = services.payments.scan_payment(*key, session.shopper_id, session.live);
  if (!payment) return payment.error();
  return payment_response(services, call, *payment, Audience::kShopper);
}

}  // namespace pay200::handlers
