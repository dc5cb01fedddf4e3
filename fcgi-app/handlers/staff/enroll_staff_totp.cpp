#include <nlohmann/json.hpp>

#include "fcgi-app/handlers/handlers.hpp"

namespace pay200::handlers {

HandlerResult enroll_staff_totp(Services& services, const http::Call& /*call*/,
                                const StaffSession& session) {
  const auto enrollment = services.staff.enroll_totp(session);
  if (!enrollment) return enrollment.error();
  return http::json_response(
      200, {{"secret", enrollment->secret}, {"otpauthUrl", enrollment->otpauth_url}});
}

}  // namespace pay200::handlers
