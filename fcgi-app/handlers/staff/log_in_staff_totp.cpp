#include <nlohmann/json.hpp>
#include <string>

#include "core/staff/one_time_text.hpp"
#include "core/staff/totp.hpp"
#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/staff/staff_response.hpp"
#include "fcgi-app/render/staff_json.hpp"

namespace pay200::handlers {

HandlerResult log_in_staff_totp(Services& services, const http::Call& call,
                                const StaffSession& before) {
  auto body = call.json();
  if (!body) return body.error();
  // However it was typed: "123 456" as well.
  const std::string code = typed_groups(body->text("code", {.least = 6, .most = 20}));
  if (body->error()) return *body->error();

  // Read first: a code is good once, and nothing that fails may come after it.
  const auto workplaces = services.members.workplaces_of(before.staff_id);
  const auto codes_left = services.staff.recovery_codes_left(before.staff_id);
  const auto session = services.staff.pass_totp(before, code);
  if (!session) return session.error();
  return staff_response(
      render::staff_account_json(*session, is_totp_code(code) ? codes_left : codes_left - 1,
                                 services.staff.idle_time(), workplaces),
      *session, services.clock.now());
}

}  // namespace pay200::handlers
