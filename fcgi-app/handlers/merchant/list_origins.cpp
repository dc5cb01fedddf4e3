#include <nlohmann/json.hpp>

#include "fcgi-app/handlers/handlers.hpp"

namespace pay200::handlers {

HandlerResult list_origins(Services& services, const http::Call& /*call*/, const StaffMember& who) {
  const auto origins = services.origins.list_origins(who.merchant_id);
  if (!origins) return origins.error();
  return http::json_response(200, {{"origins", *origins}});
}

}  // namespace pay200::handlers
