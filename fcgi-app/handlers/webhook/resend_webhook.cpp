#include <nlohmann/json.hpp>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/webhook/webhook_request.hpp"
#include "fcgi-app/render/webhook_json.hpp"

namespace pay200::handlers {

HandlerResult resend_webhook(Services& services, const http::Call& call,
                             const ApiPrincipal& principal) {
  const auto key = webhook_key_of(call, principal.merchant_id);
  if (!key) return key.error();
  const auto resent = services.webhooks.resend(*key);
  if (!resent) return resent.error();
  return http::json_response(200, render::webhook_json(*resent));
}

}  // namespace pay200::handlers
