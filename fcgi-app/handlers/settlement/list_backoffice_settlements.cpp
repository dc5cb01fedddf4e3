#include <nlohmann/json.hpp>

#include "core/settlement/settlement_service.hpp"
#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/settlement/settlement_request.hpp"
#include "fcgi-app/http/query.hpp"
#include "fcgi-app/render/settlement_json.hpp"

namespace pay200::handlers {
namespace {

constexpr std::int64_t kMostPerPage = 100;

SettlementFilter filter_from(http::Query& query, const StaffMember& who) {
  SettlementFilter filter;
  filter.live = who.live;
  filter.merchant_id = who.merchant_id;
  filter.from = settlement_day_in(query, "from");
  filter.to = settlement_day_in(query, "to");
  if (filter.from && filter.to && *filter.to < *filter.from) query.refuse("to", "is before from");
  if (const auto after = query.optional_text("startingAfter")) {
    const auto key = settlement_key_from_text(*after);
    if (key) filter.after = key->settlement_id;
    if (!key) query.refuse("startingAfter", "must be a settlementId");
  }
  filter.limit = static_cast<std::size_t>(
      query.optional_integer("limit", {1, kMostPerPage}).value_or(kMostPerPage));
  return filter;
}

}  // namespace

HandlerResult list_backoffice_settlements(Services& services, const http::Call& call,
                                          const StaffMember& who) {
  auto query = http::Query::parse(call.request.query());
  if (!query) return query.error();
  const SettlementFilter filter = filter_from(*query, who);
  if (query->error()) return *query->error();
  const auto page = SettlementService(services.database, services.clock).list_settlements(filter);
  auto list = nlohmann::ordered_json::array();
  for (const auto& settlement : page.settlements) {
    list.push_back(render::settlement_json(settlement));
  }
  return http::json_response(200, {{"settlements", std::move(list)}, {"hasMore", page.has_more}});
}

}  // namespace pay200::handlers
