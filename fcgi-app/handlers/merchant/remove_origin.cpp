#include <nlohmann/json.hpp>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/http/query.hpp"

namespace pay200::handlers {

HandlerResult remove_origin(Services& services, const http::Call& call, const StaffMember& who) {
  auto query = http::Query::parse(call.request.query());
  if (!query) return query.error();
  const auto origin = query->optional_text("origin");
  if (!origin) query->refuse("origin", "is missing");
  if (query->error()) return *query->error();

  const auto removed = services.origins.remove_origin(who.merchant_id, *origin);
  if (!removed) return removed.error();
  const auto origins = services.origins.list_origins(who.merchant_id);
  if (!origins) return origins.error();
  return http::json_response(200, {{"origins", *origins}});
}

}  // namespace pay200::handlers
