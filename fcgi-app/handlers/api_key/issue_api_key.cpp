#include <nlohmann/json.hpp>
#include <string>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/render/api_key_json.hpp"

namespace pay200::handlers {

HandlerResult issue_api_key(Services& services, const http::Call& call, const StaffMember& who) {
  auto body = call.json();
  if (!body) return body.error();
  const std::string kind = body->one_of("kind", {"client", "secret"}, "");
  if (kind.empty()) body->refuse("kind", "must be one of: client, secret");
  if (body->error()) return *body->error();

  const auto issued = services.api_keys.issue_api_key(
      who.merchant_id, kind == "client" ? KeyKind::kClient : KeyKind::kSecret);
  if (!issued) return issued.error();
  return http::json_response(200, render::api_key_json(*issued, services.clock.now()));
}

}  // namespace pay200::handlers
