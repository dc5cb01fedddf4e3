#include <nlohmann/json.hpp>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/webhook/webhook_request.hpp"
#include "fcgi-app/render/webhook_json.hpp"

namespace pay200::handlers {

HandlerResult rotate_webhook_secret(Services& services, const http::Call& call,
                                    const ApiPrincipal& principal) {
  constexpr std::int64_t kDayInHours = 24;
  const auto id = endpoint_id_of(call);
  if (!id) return id.error();
  auto body = call.json();
  if (!body) return body.error();
  const std::chrono::hours overlap(
      body->optional_integer("overlapHours", {0, WebhookService::kMostOverlap.count()})
          .value_or(kDayInHours));
  if (body->error()) return *body->error();
  const auto claim = call.idempotency_claim(services.idempotency_key, principal);
  if (!claim) return claim.error();

  const auto made = services.webhooks.rotate_secret(principal.merchant_id, *id, overlap, *claim);
  if (!made) return made.error();
  return answer_with(render::webhook_endpoint_json(*made), made->replayed);
}

}  // namespace pay200::handlers
