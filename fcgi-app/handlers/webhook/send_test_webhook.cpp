#include <nlohmann/json.hpp>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/webhook/webhook_request.hpp"
#include "fcgi-app/render/webhook_json.hpp"

namespace pay200::handlers {

HandlerResult send_test_webhook(Services& services, const http::Call& call,
                                const ApiPrincipal& principal) {
  const auto id = endpoint_id_of(call);
  if (!id) return id.error();
  const auto sent = services.webhooks.send_test(principal.merchant_id, *id);
  if (!sent) return sent.error();
  return http::json_response(200, render::webhook_json(*sent));
}

}  // namespace pay200::handlers
