#include <nlohmann/json.hpp>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/shopper/passkey_body.hpp"
#include "fcgi-app/handlers/shopper/session_response.hpp"
#include "fcgi-app/render/passkey_json.hpp"

namespace pay200::handlers {

HandlerResult add_passkey(Services& services, const http::Call& call,
                          const ShopperSession& session) {
  auto body = call.json();
  if (!body) return body.error();
  auto name = body->optional_text("name", {.most = 60});
  const PasskeyAttestation attestation = attestation_in(*body);
  if (body->error()) return *body->error();

  const auto added = services.passkeys.add_passkey(session.shopper_id, session_token(call.request),
                                                   attestation, std::move(name));
  if (!added) return added.error();
  return http::json_response(200, render::passkey_json(*added));
}

}  // namespace pay200::handlers
