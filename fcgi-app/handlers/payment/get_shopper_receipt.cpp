#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/render/receipt_json.hpp"

namespace pay200::handlers {

HandlerResult get_shopper_receipt(Services& services, const http::Call& call,
                                  const ShopperSession& session) {
  const auto key = call.payment_key();
  if (!key) return key.error();
  const auto receipt = services.payments.get_receipt_of_shopper(*key, session.shopper_id);
  if (!receipt) return receipt.error();
  return http::json_response(200, render::receipt_json(*receipt));
}

}  // namespace pay200::handlers
