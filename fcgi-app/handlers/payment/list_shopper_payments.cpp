#include <nlohmann/json.hpp>

#include "core/history/history_service.hpp"
#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/http/query.hpp"
#include "fcgi-app/render/shopper_json.hpp"

namespace pay200::handlers {
namespace {

Result<HistoryFilter> filter_of(const http::Request& request) {
  auto query = http::Query::parse(request.query());
  if (!query) return query.error();
  HistoryFilter filter;
  filter.limit = static_cast<std::size_t>(query->optional_integer("limit", {1, 100}).value_or(20));
  if (const auto after = query->optional_text("startingAfter")) {
    if (const auto key = payment_key_from_text(*after)) {
      filter.after = key->payment_id;
    } else {
      query->refuse("startingAfter", "the paymentKey of the last one seen");
    }
  }
  if (const auto text = query->optional_text("month")) {
    if (const auto month = month_from_text(*text)) {
      filter.from = month->from;
      filter.before = month->before;
    } else {
      query->refuse("month", "a month as YYYY-MM");
    }
  }
  if (query->error()) return *query->error();
  return filter;
}

}  // namespace

HandlerResult list_shopper_payments(Services& services, const http::Call& call,
                                    const ShopperSession& session) {
  const auto filter = filter_of(call.request);
  if (!filter) return filter.error();
  const auto page = HistoryService(services.database).list(session.shopper_id, *filter);
  return http::json_response(200, render::history_json(page));
}

}  // namespace pay200::handlers
