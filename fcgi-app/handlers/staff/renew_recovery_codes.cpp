#include <nlohmann/json.hpp>
#include <string>

#include "fcgi-app/handlers/handlers.hpp"

namespace pay200::handlers {

HandlerResult renew_recovery_codes(Services& services, const http::Call& call,
                                   const StaffSession& session) {
  constexpr std::size_t kDigits = 6;
  auto body = call.json();
  if (!body) return body.error();
  const std::string code = body->digits("code", kDigits, kDigits);
  if (body->error()) return *body->error();

  const auto codes = services.staff.renew_recovery_codes(session, code);
  if (!codes) return codes.error();
  return http::json_response(200, {{"recoveryCodes", *codes}});
}

}  // namespace pay200::handlers
