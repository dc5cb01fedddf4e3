#include <nlohmann/json.hpp>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/transaction/listing_request.hpp"
#include "fcgi-app/render/listing_json.hpp"

namespace pay200::handlers {

HandlerResult get_backoffice_totals(Services& services, const http::Call& call,
                                    const StaffMember& who) {
  auto query = http::Query::parse(call.request.query());
  if (!query) return query.error();
  const ListingFilter filter = listing_filter_from(*query, who.merchant_id);
  if (query->error()) return *query->error();

  return http::json_response(
      200, render::totals_json(TransactionListing(services.database).totals(filter)));
}

}  // namespace pay200::handlers
