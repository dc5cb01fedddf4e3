#include <nlohmann/json.hpp>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/webhook/webhook_request.hpp"
#include "fcgi-app/render/webhook_json.hpp"

namespace pay200::handlers {

HandlerResult send_test_webhook(Services& services, const http::Call& call,
                                const ApiPrincipal& principal) {
  const auto id = endpoint_id_of(call);
  if (!id) return id.error();
  const auto claim = call.idempotency_claim(services.idempotency_key, principal);
  if (!claim) return claim.error();

  const auto sent = services.webhooks.send_test(principal.merchant_id, *id, *claim);
  if (!sent) return sent.error();
  return answer_with(render::webhook_json(*sent), sent->replayed);
}

}  // namespace pay200::handlers
