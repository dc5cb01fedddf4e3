#include <nlohmann/json.hpp>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/http/query.hpp"
#include "fcgi-app/render/listing_json.hpp"

namespace pay200::handlers {

HandlerResult get_overview(Services& services, const http::Call& call, const StaffMember& who) {
  constexpr std::int64_t kUsualDays = 7;
  constexpr std::int64_t kMostDays = 92;
  auto query = http::Query::parse(call.request.query());
  if (!query) return query.error();
  const auto days = query->optional_integer("days", {1, kMostDays}).value_or(kUsualDays);
  if (query->error()) return *query->error();

  return http::json_response(
      200, render::overview_json(
               TransactionListing(services.database)
                   .overview(who.merchant_id, static_cast<int>(days), services.clock.now())));
}

}  // namespace pay200::handlers
