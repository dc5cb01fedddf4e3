#include "fcgi-app/handlers/staff/staff_response.hpp"

#include <chrono>
#include <nlohmann/json.hpp>

#include "fcgi-app/http/authentication.hpp"
#include "fcgi-app/render/staff_json.hpp"

namespace pay200::handlers {
namespace {

std::string staff_cookie(std::string_view token, std::chrono::seconds lifetime) {
  return std::string(http::kStaffCookie) + "=" + std::string(token) +
         "; Path=/; Max-Age=" + std::to_string(lifetime.count()) +
         "; Secure; HttpOnly; SameSite=Strict";
}

}  // namespace

nlohmann::ordered_json staff_account(Services& services, const StaffSession& session) {
  return render::staff_account_json(session, services.staff.recovery_codes_left(session.staff_id),
                                    services.staff.idle_time(),
                                    services.members.workplaces_of(session.staff_id));
}

http::Response staff_response(const nlohmann::ordered_json& body, const StaffSession& session,
                              Time now) {
  auto response = http::json_response(200, body);
  const auto lifetime = std::chrono::ceil<std::chrono::seconds>(session.expires_at - now);
  response.headers.emplace_back("Set-Cookie", staff_cookie(session.token, lifetime));
  return response;
}

std::string forgotten_staff_cookie() { return staff_cookie("", std::chrono::seconds(0)); }

}  // namespace pay200::handlers
