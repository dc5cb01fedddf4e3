#include <nlohmann/json.hpp>
#include <string>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/staff/staff_response.hpp"

namespace pay200::handlers {

HandlerResult log_in_staff_totp(Services& services, const http::Call& call,
                                const StaffSession& before) {
  auto body = call.json();
  if (!body) return body.error();
  const std::string code = body->text("code", {.least = 6, .most = 20});
  if (body->error()) return *body->error();

  const auto session = services.staff.pass_totp(before, code);
  if (!session) return session.error();
  return staff_response(staff_account(services, *session), *session, services.clock.now());
}

}  // namespace pay200::handlers
