#include <nlohmann/json.hpp>
#include <string>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/staff/staff_response.hpp"

namespace pay200::handlers {
HandlerResult confirm_staff_totp(Services& services, const http::Call& call,
                                 const StaffSession& before) {
  constexpr std::size_t kDigits = 6;
  auto body = call.json();
  if (!body) return body.error();
  const std::string code = body->digits("code", kDigits, kDigits);
  if (body->error()) return *body->error();

  const auto enrolled = services.staff.confirm_totp(before, code);
  if (!enrolled) return enrolled.error();
  return staff_response({{"account", staff_account(services, enrolled->session)},
                         {"recoveryCodes", enrolled->recovery_codes}},
                        enrolled->session, services.clock.now());
}

}  // namespace pay200::handlers
