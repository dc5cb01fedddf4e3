#include <chrono>
#include <nlohmann/json.hpp>

#include "fcgi-app/handlers/api_key/api_key_request.hpp"
#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/render/api_key_json.hpp"

namespace pay200::handlers {

HandlerResult rotate_api_key(Services& services, const http::Call& call, const StaffMember& who) {
  constexpr std::int64_t kDayInHours = 24;
  constexpr std::int64_t kMostHours = 7 * kDayInHours;
  const auto key = api_key_of(services, call, who.merchant_id);
  if (!key) return key.error();
  auto body = call.json();
  if (!body) return body.error();
  const std::chrono::hours overlap(
      body->optional_integer("overlapHours", {0, kMostHours}).value_or(kDayInHours));
  if (body->error()) return *body->error();

  const auto issued = services.api_keys.rotate_api_key(key->id, overlap);
  if (!issued) return issued.error();
  if (!*issued) return ErrorCode::kEndedApiKey;
  return http::json_response(200, render::api_key_json(**issued, services.clock.now()));
}

}  // namespace pay200::handlers
