#include <nlohmann/json.hpp>
#include <string>

#include "core/platform/crypto/crypto.hpp"
#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/staff/staff_response.hpp"

namespace pay200::handlers {

HandlerResult log_in_staff(Services& services, const http::Call& call) {
  auto body = call.json();
  if (!body) return body.error();
  const std::string login_id = body->text("loginId");
  std::string password = body->text("password", {.most = 128});
  if (body->error()) return *body->error();

  const auto session = services.staff.log_in(login_id, password, call.request.remote_address());
  crypto::cleanse(password);
  if (!session) return session.error();
  const bool enrolled = session->stage == StaffStage::kTotp;
  return staff_response(
      {{"next", enrolled ? "TOTP" : "ENROLL_TOTP"}, {"csrfToken", session->csrf_token()}}, *session,
      services.clock.now());
}

}  // namespace pay200::handlers
