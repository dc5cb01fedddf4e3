#include <nlohmann/json.hpp>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/render/passkey_json.hpp"

namespace pay200::handlers {

HandlerResult list_passkeys(Services& services, const http::Call& /*call*/,
                            const ShopperSession& session) {
  return http::json_response(
      200, render::passkeys_json(services.passkeys.list_passkeys(session.shopper_id)));
}

}  // namespace pay200::handlers
