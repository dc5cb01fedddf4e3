#include <nlohmann/json.hpp>
#include <string>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/staff/staff_response.hpp"
#include "fcgi-app/render/staff_json.hpp"

namespace pay200::handlers {

HandlerResult confirm_staff_totp(Services& services, const http::Call& call,
                                 const StaffSession& before) {
  constexpr std::size_t kDigits = 6;
  auto body = call.json();
  if (!body) return body.error();
  const std::string code = body->digits("code", kDigits, kDigits);
  if (body->error()) return *body->error();

  // Read first: the recovery codes are told once, and nothing that fails may come after them.
  const auto workplaces = services.members.workplaces_of(before.staff_id);
  const auto enrolled = services.staff.confirm_totp(before, code);
  if (!enrolled) return enrolled.error();
  const auto account = render::staff_account_json(
      enrolled->session, enrolled->recovery_codes.size(), services.staff.idle_time(), workplaces);
  return staff_response({{"account", account}, {"recoveryCodes", enrolled->recovery_codes}},
                        enrolled->session, services.clock.now());
}

}  // namespace pay200::handlers
