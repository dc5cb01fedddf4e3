#include <nlohmann/json.hpp>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/http/query.hpp"
#include "fcgi-app/render/listing_json.hpp"

namespace pay200::handlers {

HandlerResult get_backoffice_changes(Services& services, const http::Call& call,
                                     const StaffMember& who) {
  auto query = http::Query::parse(call.request.query());
  if (!query) return query.error();
  std::optional<TransactionId> since;
  if (const auto text = query->optional_text("since")) {
    since = transaction_id_from_text(*text);
    if (!since) query->refuse("since", "must be `cursor` of an answer");
  }
  if (query->error()) return *query->error();

  return http::json_response(
      200, render::changes_json(TransactionListing(services.database)
                                    .changes(who.merchant_id, since, services.clock.now())));
}

}  // namespace pay200::handlers
