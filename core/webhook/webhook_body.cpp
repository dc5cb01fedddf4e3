#include "core/webhook/webhook_body.hpp"

#include <nlohmann/json.hpp>

namespace pay200 {

std::string webhook_body(WebhookEventType type, Time created_at,
                         const nlohmann::ordered_json& data) {
  const nlohmann::ordered_json body = {{"eventType", to_text(type)},
                                       {"createdAt", to_iso8601(created_at)},
                                       {"version", "2022-11-16"},
                                       {"data", data}};
  return body.dump();
}

}  // namespace pay200
