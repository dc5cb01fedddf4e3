#include "core/platform/crypto/crypto.hpp"
#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/shopper/session_response.hpp"

namespace pay200::handlers {

HandlerResult sign_up(Services& services, const http::Call& call) {
  auto body = call.json();
  if (!body) return body.error();
  NewShopper shopper;
  shopper.login_id = body->text("loginId");
  shopper.name = body->text("name", {.most = 60});
  shopper.password = body->text("password", {.least = 8, .most = 128});
  shopper.pin = body->digits("pin", 6, 6);
  shopper.live = body->one_of("mode", {"test", "live"}, "test") == "live";
  if (body->error()) return *body->error();

  const auto signed_up = services.shoppers.sign_up(shopper, call.request.remote_address());
  crypto::cleanse(shopper.password);
  crypto::cleanse(shopper.pin);
  if (!signed_up) return signed_up.error();
  return session_response(*signed_up, services.clock.now());
}

}  // namespace pay200::handlers
