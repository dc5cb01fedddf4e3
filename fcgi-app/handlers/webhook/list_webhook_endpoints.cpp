#include <nlohmann/json.hpp>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/render/webhook_json.hpp"

namespace pay200::handlers {

HandlerResult list_webhook_endpoints(Services& services, const http::Call& /*call*/,
                                     const ApiPrincipal& principal) {
  auto list = nlohmann::ordered_json::array();
  for (const auto& endpoint : services.webhooks.list_endpoints(principal.merchant_id)) {
    list.push_back(render::webhook_endpoint_json(endpoint));
  }
  return http::json_response(200, {{"endpoints", std::move(list)}});
}

}  // namespace pay200::handlers
