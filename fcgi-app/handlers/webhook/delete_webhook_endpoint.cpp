#include <nlohmann/json.hpp>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/webhook/webhook_request.hpp"
#include "fcgi-app/render/webhook_json.hpp"

namespace pay200::handlers {

HandlerResult delete_webhook_endpoint(Services& services, const http::Call& call,
                                      const ApiPrincipal& principal) {
  const auto id = endpoint_id_of(call);
  if (!id) return id.error();
  const auto done = services.webhooks.delete_endpoint(principal.merchant_id, *id);
  if (!done) return done.error();
  return http::json_response(200, {{"endpointId", to_text(*id)}, {"deleted", true}});
}

}  // namespace pay200::handlers
