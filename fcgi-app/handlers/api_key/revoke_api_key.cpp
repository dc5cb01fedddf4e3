#include <nlohmann/json.hpp>

#include "fcgi-app/handlers/api_key/api_key_request.hpp"
#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/render/api_key_json.hpp"

namespace pay200::handlers {

HandlerResult revoke_api_key(Services& services, const http::Call& call, const StaffMember& who) {
  const auto key = api_key_of(services, call, who.merchant_id);
  if (!key) return key.error();
  const auto revoked = services.api_keys.revoke_api_key(key->id);
  if (!revoked) return revoked.error();
  const auto after = services.api_keys.get_api_key(key->id);
  if (!after) return after.error();
  return http::json_response(200, render::api_key_json(*after, services.clock.now()));
}

}  // namespace pay200::handlers
