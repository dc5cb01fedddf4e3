#include <nlohmann/json.hpp>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/shopper/session_response.hpp"

namespace pay200::handlers {

HandlerResult log_out(Services& services, const http::Call& call, const ShopperSession& session) {
  services.shoppers.log_out(session.shopper_id, session_token(call.request));
  auto response = http::json_response(200, nlohmann::ordered_json::object());
  response.headers.emplace_back("Set-Cookie", forgotten_session_cookie());
  return response;
}

}  // namespace pay200::handlers
