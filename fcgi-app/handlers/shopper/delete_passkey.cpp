#include <nlohmann/json.hpp>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/render/passkey_json.hpp"

namespace pay200::handlers {

HandlerResult delete_passkey(Services& services, const http::Call& call,
                             const ShopperSession& session) {
  const auto passkey_id = passkey_id_from_text(call.param("passkeyId"));
  if (!passkey_id) return ErrorCode::kNotFoundPasskey;
  const auto done = services.passkeys.delete_passkey(session.shopper_id, *passkey_id);
  if (!done) return done.error();
  return http::json_response(
      200, render::passkeys_json(services.passkeys.list_passkeys(session.shopper_id)));
}

}  // namespace pay200::handlers
