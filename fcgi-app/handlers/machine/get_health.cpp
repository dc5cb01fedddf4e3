#include <nlohmann/json.hpp>

#include "fcgi-app/handlers/handlers.hpp"

namespace pay200::handlers {

HandlerResult get_health(Services& /*services*/, const http::Call& /*call*/) {
  return http::json_response(200, {{"status", "alive"}, {"version", PAY200_VERSION}});
}

}  // namespace pay200::handlers
