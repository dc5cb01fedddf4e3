#include <nlohmann/json.hpp>
#include <string>

#include "core/platform/crypto/crypto.hpp"
#include "fcgi-app/handlers/handlers.hpp"

namespace pay200::handlers {

HandlerResult change_staff_password(Services& services, const http::Call& call,
                                    const StaffSession& session) {
  auto body = call.json();
  if (!body) return body.error();
  std::string password = body->text("password", {.most = 128});
  std::string new_password = body->text("newPassword", {.least = 8, .most = 128});
  if (body->error()) return *body->error();

  const auto changed = services.staff.change_password(session, password, new_password);
  crypto::cleanse(password);
  crypto::cleanse(new_password);
  if (!changed) return changed.error();
  return http::json_response(200, nlohmann::ordered_json::object());
}

}  // namespace pay200::handlers
