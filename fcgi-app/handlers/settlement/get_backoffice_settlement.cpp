#include <nlohmann/json.hpp>

#include "core/settlement/settlement_service.hpp"
#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/settlement/settlement_request.hpp"
#include "fcgi-app/http/query.hpp"
#include "fcgi-app/render/settlement_json.hpp"

namespace pay200::handlers {
namespace {

constexpr std::int64_t kMostLines = 200;

}  // namespace

HandlerResult get_backoffice_settlement(Services& services, const http::Call& call,
                                        const StaffMember& who) {
  auto query = http::Query::parse(call.request.query());
  if (!query) return query.error();
  std::optional<SettlementLineId> after;
  if (const auto text = query->optional_text("startingAfter")) {
    after = settlement_line_id_from_text(*text);
    if (!after) query->refuse("startingAfter", "must be a lineId");
  }
  const auto limit = static_cast<std::size_t>(
      query->optional_integer("limit", {1, kMostLines}).value_or(kMostLines));
  if (query->error()) return *query->error();
  const auto key = settlement_key_of(call, who.merchant_id);
  if (!key) return key.error();
  SettlementService settlements(services.database, services.clock);
  const auto settlement = settlements.get_settlement(*key);
  if (!settlement) return settlement.error();
  // One more than asked for tells whether there are more.
  auto lines = settlements.lines(*key, after, limit + 1);
  const bool more = lines.size() > limit;
  if (more) lines.resize(limit);
  auto json = render::settlement_json(*settlement);
  auto list = nlohmann::ordered_json::array();
  for (const auto& line : lines) list.push_back(render::settlement_line_json(line));
  json["lines"] = std::move(list);
  json["hasMore"] = more;
  return http::json_response(200, json);
}

}  // namespace pay200::handlers
