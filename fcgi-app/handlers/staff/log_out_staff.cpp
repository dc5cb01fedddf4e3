#include <nlohmann/json.hpp>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/staff/staff_response.hpp"

namespace pay200::handlers {

HandlerResult log_out_staff(Services& services, const http::Call& /*call*/,
                            const StaffSession& session) {
  services.staff.log_out(session);
  auto response = http::json_response(200, nlohmann::ordered_json::object());
  response.headers.emplace_back("Set-Cookie", forgotten_staff_cookie());
  return response;
}

}  // namespace pay200::handlers
