#include <nlohmann/json.hpp>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/staff/staff_response.hpp"

namespace pay200::handlers {

HandlerResult get_staff_account(Services& services, const http::Call& /*call*/,
                                const StaffSession& session) {
  return http::json_response(200, staff_account(services, session));
}

}  // namespace pay200::handlers
