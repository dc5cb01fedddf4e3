#include <nlohmann/json.hpp>
#include <string>

#include "core/platform/crypto/crypto.hpp"
#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/shopper/session_response.hpp"
#include "fcgi-app/render/passkey_json.hpp"

namespace pay200::handlers {

HandlerResult begin_passkey(Services& services, const http::Call& call,
                            const ShopperSession& session) {
  auto body = call.json();
  if (!body) return body.error();
  std::string pin = body->digits("pin", 6, 6);
  if (body->error()) return *body->error();

  const auto begun =
      services.passkeys.begin_passkey(session.shopper_id, session_token(call.request), pin);
  crypto::cleanse(pin);
  if (!begun) return begun.error();
  return http::json_response(200, render::creation_options_json(*begun));
}

}  // namespace pay200::handlers
