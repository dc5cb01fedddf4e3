#include <nlohmann/json.hpp>
#include <string>

#include "fcgi-app/handlers/handlers.hpp"

namespace pay200::handlers {

HandlerResult allow_origin(Services& services, const http::Call& call, const StaffMember& who) {
  auto body = call.json();
  if (!body) return body.error();
  const std::string origin = body->text("origin", {.most = 300});
  if (body->error()) return *body->error();

  const auto allowed = services.origins.allow_origin(who.merchant_id, origin);
  if (!allowed) return allowed.error();
  const auto origins = services.origins.list_origins(who.merchant_id);
  if (!origins) return origins.error();
  return http::json_response(200, {{"origins", *origins}});
}

}  // namespace pay200::handlers
