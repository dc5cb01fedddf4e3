#include <nlohmann/json.hpp>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/render/api_key_json.hpp"

namespace pay200::handlers {

HandlerResult list_api_keys(Services& services, const http::Call& /*call*/,
                            const StaffMember& who) {
  auto list = nlohmann::ordered_json::array();
  for (const ApiKey& key : services.api_keys.list_api_keys(who.merchant_id)) {
    list.push_back(render::api_key_json(key, services.clock.now()));
  }
  return http::json_response(200, {{"apiKeys", std::move(list)}});
}

}  // namespace pay200::handlers
