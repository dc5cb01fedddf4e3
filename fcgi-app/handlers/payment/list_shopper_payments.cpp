#include <nlohmann/json.hpp>

#include "core/history/history_service.hpp"
#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/http/query.hpp"
#include "fcgi-app/render/shopper_json.hpp"

namespace pay200::handlers {
namespace {

Error invalid(const char* param, const char* detail) {
  return {.code = ErrorCode::kInvalidRequest, .param = param, .detail = detail};
}

Result<HistoryFilter> filter_of(const http::Request& request) {
  auto query = http::Query::parse(request.query());
  if (!query) return query.error();
  HistoryFilter filter;
  const auto limit = query->integer("limit", {1, 100});
  if (!limit) return limit.error();
  filter.limit = static_cast<std::size_t>(limit->value_or(20));
  if (const auto after = query->find("startingAfter")) {
    const auto key = payment_key_from_text(*after);
    if (!key) return invalid("startingAfter", "the paymentKey of the last one seen");
    filter.after = key->payment_id;
  }
  if (const auto text = query->find("month")) {
    const auto month = month_from_text(*text);
    if (!month) return invalid("month", "a month as YYYY-MM");
    filter.from = month->from;
    filter.before = month->before;
  }
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
