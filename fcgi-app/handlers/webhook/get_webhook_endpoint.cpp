#include <nlohmann/json.hpp>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/webhook/webhook_request.hpp"
#include "fcgi-app/render/webhook_json.hpp"

namespace pay200::handlers {

HandlerResult get_webhook_endpoint(Services& services, const http::Call& call,
                                   const ApiPrincipal& principal) {
  const auto id = endpoint_id_of(call);
  if (!id) return id.error();
  const auto endpoint = services.webhooks.get_endpoint(principal.merchant_id, *id);
  if (!endpoint) return endpoint.error();
  return http::json_response(200, render::webhook_endpoint_json(*endpoint));
}

}  // namespace pay200::handlers
