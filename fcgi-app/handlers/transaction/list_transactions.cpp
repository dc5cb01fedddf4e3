#include <nlohmann/json.hpp>
#include <string>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/http/query.hpp"
#include "fcgi-app/render/transaction_json.hpp"

namespace pay200::handlers {
namespace {

constexpr std::int64_t kMostPerPage = 100;

struct Moment {
  Time at;
  bool whole_day = false;
};

/// "2026-11-22", "2026-11-22T09:30:00" with or without a fraction, in Asia/Seoul as Toss Payments
/// has it, or with an offset of its own.
std::optional<Moment> moment_from(const std::string& text) {
  constexpr std::size_t kDayLength = 10;
  if (const auto day = day_from_text(text)) return Moment{start_of_seoul_day(*day), true};
  auto at = from_iso8601(text);
  if (!at && text.size() > kDayLength) at = from_iso8601(text + "+09:00");
  if (!at) return std::nullopt;
  return Moment{*at, false};
}

std::optional<Moment> moment_in(http::Query& query, const char* name) {
  const auto text = query.optional_text(name);
  if (!text) return std::nullopt;
  auto moment = moment_from(*text);
  if (!moment) query.refuse(name, "must be a day or a time, as in 2026-11-22T09:30:00");
  return moment;
}

TransactionFilter filter_from(http::Query& query, const ApiPrincipal& principal) {
  TransactionFilter filter;
  filter.live = principal.live;
  filter.merchant_id = principal.merchant_id;
  filter.moved_only = true;
  if (const auto start = moment_in(query, "startDate")) filter.from = start->at;
  if (const auto end = moment_in(query, "endDate")) {
    // Both are included.
    filter.to = end->at + (end->whole_day ? std::chrono::microseconds(std::chrono::days(1))
                                          : std::chrono::microseconds(1));
  }
  if (filter.from && filter.to && *filter.to <= *filter.from) {
    query.refuse("endDate", "is before startDate");
  }
  if (const auto after = query.optional_text("startingAfter")) {
    filter.after = transaction_id_from_text(*after);
    if (!filter.after) query.refuse("startingAfter", "must be a transactionKey");
  }
  filter.limit = static_cast<std::size_t>(
      query.optional_integer("limit", {1, kMostPerPage}).value_or(kMostPerPage));
  return filter;
}

}  // namespace

HandlerResult list_transactions(Services& services, const http::Call& call,
                                const ApiPrincipal& principal) {
  auto query = http::Query::parse(call.request.query());
  if (!query) return query.error();
  const TransactionFilter filter = filter_from(*query, principal);
  if (query->error()) return *query->error();

  const TransactionPage page = TransactionSearch(services.database).search(filter);
  auto list = nlohmann::ordered_json::array();
  for (const Transaction& transaction : page.transactions) {
    list.push_back(render::transaction_json(transaction, services.public_base_url));
  }
  return http::json_response(200, list);
}

}  // namespace pay200::handlers
