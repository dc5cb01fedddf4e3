#include <nlohmann/json.hpp>
#include <string>

#include "core/platform/crypto/crypto.hpp"
#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/shopper/session_response.hpp"

namespace pay200::handlers {

HandlerResult change_pin(Services& services, const http::Call& call,
                         const ShopperSession& session) {
  auto body = call.json();
  if (!body) return body.error();
  std::string password = body->text("password", {.most = 128});
  std::string new_pin = body->digits("newPin", 6, 6);
  if (body->error()) return *body->error();

  const auto changed = services.shoppers.change_pin(session.shopper_id, password, new_pin,
                                                    session_token(call.request));
  crypto::cleanse(password);
  crypto::cleanse(new_pin);
  if (!changed) return changed.error();
  return http::json_response(200, nlohmann::ordered_json::object());
}

}  // namespace pay200::handlers
