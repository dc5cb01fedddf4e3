#include <nlohmann/json.hpp>

#include "core/settlement/settlement_service.hpp"
#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/settlement/settlement_request.hpp"
#include "fcgi-app/http/query.hpp"
#include "fcgi-app/render/settlement_json.hpp"

namespace pay200::handlers {
namespace {

constexpr std::int64_t kMostPerPage = 100;
constexpr std::int64_t kMostPages = 1'000'000;

std::chrono::year_month_day required_day(http::Query& query, const char* name) {
  const auto day = settlement_day_in(query, name);
  if (!day) query.refuse(name, "must be a day, as in 2026-11-22");
  return day.value_or(std::chrono::year_month_day{});
}

SettlementService::SalesFilter filter_from(http::Query& query, MerchantId merchant_id) {
  SettlementService::SalesFilter filter;
  filter.merchant_id = merchant_id;
  filter.from = required_day(query, "startDate");
  filter.to = required_day(query, "endDate");
  if (filter.to < filter.from) query.refuse("endDate", "is before startDate");
  if (const auto type = query.optional_text("dateType")) {
    if (*type != "soldDate" && *type != "paidOutDate") {
      query.refuse("dateType", "must be one of: soldDate, paidOutDate");
    }
    filter.by_due_day = *type == "paidOutDate";
  }
  filter.page =
      static_cast<std::size_t>(query.optional_integer("page", {1, kMostPages}).value_or(1));
  filter.size = static_cast<std::size_t>(
      query.optional_integer("size", {1, kMostPerPage}).value_or(kMostPerPage));
  return filter;
}

}  // namespace

HandlerResult list_settlements(Services& services, const http::Call& call,
                               const ApiPrincipal& principal) {
  auto query = http::Query::parse(call.request.query());
  if (!query) return query.error();
  const auto filter = filter_from(*query, principal.merchant_id);
  if (query->error()) return *query->error();
  SettlementService settlements(services.database, services.clock);
  auto list = nlohmann::ordered_json::array();
  for (const auto& sale : settlements.list_sales(filter)) {
    list.push_back(render::settled_sale_json(sale));
  }
  return http::json_response(200, list);
}

}  // namespace pay200::handlers
