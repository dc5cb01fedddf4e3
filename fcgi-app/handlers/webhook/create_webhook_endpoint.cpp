#include <nlohmann/json.hpp>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/webhook/webhook_request.hpp"
#include "fcgi-app/render/webhook_json.hpp"

namespace pay200::handlers {

HandlerResult create_webhook_endpoint(Services& services, const http::Call& call,
                                      const ApiPrincipal& principal) {
  auto body = call.json();
  if (!body) return body.error();
  WebhookService::NewEndpoint wanted;
  wanted.merchant_id = principal.merchant_id;
  wanted.url = body->text("url", {.least = 8, .most = 2048});
  wanted.description = body->optional_text("description", {.most = 100});
  wanted.event_types = event_types_in(*body).value_or(std::vector<WebhookEventType>());
  if (body->error()) return *body->error();
  const auto claim = call.idempotency_claim(services.idempotency_key, principal);
  if (!claim) return claim.error();

  const auto made = services.webhooks.create_endpoint(wanted, *claim);
  if (!made) return made.error();
  return answer_with(render::webhook_endpoint_json(*made), made->replayed);
}

}  // namespace pay200::handlers
