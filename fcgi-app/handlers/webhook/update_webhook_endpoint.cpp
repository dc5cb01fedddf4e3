#include <nlohmann/json.hpp>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/webhook/webhook_request.hpp"
#include "fcgi-app/render/webhook_json.hpp"

namespace pay200::handlers {

HandlerResult update_webhook_endpoint(Services& services, const http::Call& call,
                                      const ApiPrincipal& principal) {
  const auto id = endpoint_id_of(call);
  if (!id) return id.error();
  auto body = call.json();
  if (!body) return body.error();
  WebhookService::Change change;
  change.url = body->optional_text("url", {.least = 8, .most = 2048});
  change.description = body->optional_text("description", {.most = 100});
  change.event_types = event_types_in(*body);
  const std::string status = body->one_of("status", {"ENABLED", "DISABLED"}, "");
  if (!status.empty()) change.enabled = status == "ENABLED";
  if (body->error()) return *body->error();
  const auto claim = call.idempotency_claim(services.idempotency_key, principal);
  if (!claim) return claim.error();

  const auto endpoint =
      services.webhooks.update_endpoint(principal.merchant_id, *id, change, *claim);
  if (!endpoint) return endpoint.error();
  return answer_with(render::webhook_endpoint_json(*endpoint), endpoint->replayed);
}

}  // namespace pay200::handlers
