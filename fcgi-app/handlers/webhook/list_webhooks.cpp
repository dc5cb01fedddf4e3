#include <nlohmann/json.hpp>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/http/query.hpp"
#include "fcgi-app/render/webhook_json.hpp"

namespace pay200::handlers {
namespace {

constexpr std::int64_t kMostPerPage = 100;

WebhookFilter filter_from(http::Query& query, MerchantId merchant_id) {
  WebhookFilter filter;
  filter.merchant_id = merchant_id;
  if (const auto text = query.optional_text("endpointId")) {
    filter.endpoint_id = webhook_endpoint_id_from_text(*text);
    if (!filter.endpoint_id) query.refuse("endpointId", "must be an endpointId");
  }
  if (const auto text = query.optional_text("status")) {
    filter.state = webhook_state_from_text(*text);
    if (!filter.state) query.refuse("status", "must be one of: PENDING, DELIVERED, FAILED");
  }
  if (const auto text = query.optional_text("startingAfter")) {
    const auto key = webhook_key_from_text(*text);
    if (key) filter.after = key->delivery_id;
    if (!key) query.refuse("startingAfter", "must be a webhookId");
  }
  filter.limit = static_cast<std::size_t>(
      query.optional_integer("limit", {1, kMostPerPage}).value_or(kMostPerPage));
  return filter;
}

}  // namespace

HandlerResult list_webhooks(Services& services, const http::Call& call,
                            const ApiPrincipal& principal) {
  auto query = http::Query::parse(call.request.query());
  if (!query) return query.error();
  const WebhookFilter filter = filter_from(*query, principal.merchant_id);
  if (query->error()) return *query->error();

  const WebhookPage page = services.webhooks.list_deliveries(filter);
  auto list = nlohmann::ordered_json::array();
  for (const WebhookDelivery& delivery : page.deliveries) {
    list.push_back(render::webhook_json(delivery));
  }
  return http::json_response(200, {{"webhooks", std::move(list)}, {"hasMore", page.has_more}});
}

}  // namespace pay200::handlers
