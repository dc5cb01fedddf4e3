#include <nlohmann/json.hpp>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/webhook/webhook_request.hpp"
#include "fcgi-app/render/webhook_json.hpp"

namespace pay200::handlers {

HandlerResult resend_webhook(Services& services, const http::Call& call,
                             const ApiPrincipal& principal) {
  const auto key = webhook_key_of(call, principal.merchant_id);
  if (!key) return key.error();
  const auto claim = call.idempotency_claim(services.idempotency_key, principal);
  if (!claim) return claim.error();

  const auto resent = services.webhooks.resend(*key, *claim);
  if (!resent) return resent.error();
  return answer_with(render::webhook_json(*resent), resent->replayed);
}

}  // namespace pay200::handlers
