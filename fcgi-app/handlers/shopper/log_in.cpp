#include <string>

#include "core/platform/crypto/crypto.hpp"
#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/shopper/session_response.hpp"

namespace pay200::handlers {

HandlerResult log_in(Services& services, const http::Call& call) {
  auto body = call.json();
  if (!body) return body.error();
  const std::string login_id = body->text("loginId");
  std::string password = body->text("password", {.most = 128});
  const bool live = body->one_of("mode", {"test", "live"}, "test") == "live";
  if (body->error()) return *body->error();

  const auto logged_in =
      services.shoppers.log_in(login_id, password, live, call.request.remote_address());
  crypto::cleanse(password);
  if (!logged_in) return logged_in.error();
  return session_response(*logged_in, services.clock.now());
}

}  // namespace pay200::handlers
