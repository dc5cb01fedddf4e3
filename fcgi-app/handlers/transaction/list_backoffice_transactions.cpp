#include <nlohmann/json.hpp>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/transaction/listing_request.hpp"
#include "fcgi-app/render/listing_json.hpp"

namespace pay200::handlers {

HandlerResult list_backoffice_transactions(Services& services, const http::Call& call,
                                           const StaffMember& who) {
  constexpr std::int64_t kUsualPerPage = 50;
  constexpr std::int64_t kMostPerPage = 100;
  auto query = http::Query::parse(call.request.query());
  if (!query) return query.error();
  const ListingFilter filter = listing_filter_from(*query, who.merchant_id);
  std::optional<ListingCursor> cursor;
  if (const auto text = query->optional_text("cursor")) {
    cursor = listing_cursor_from_text(*text);
    if (!cursor) query->refuse("cursor", "must be `newer` or `older` of a page");
  }
  const auto limit = query->optional_integer("limit", {1, kMostPerPage}).value_or(kUsualPerPage);
  if (query->error()) return *query->error();

  return http::json_response(
      200, render::listing_json(TransactionListing(services.database)
                                    .page(filter, cursor, static_cast<std::size_t>(limit))));
}

}  // namespace pay200::handlers
