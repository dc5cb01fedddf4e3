#include <chrono>
#include <nlohmann/json.hpp>
#include <string>

#include "core/platform/crypto/crypto.hpp"
#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/http/authentication.hpp"

namespace pay200::handlers {
namespace {

std::string session_cookie(const ShopperService::LoggedIn& logged_in, Time now) {
  const auto lifetime = std::chrono::ceil<std::chrono::seconds>(logged_in.expires_at - now);
  return std::string(http::kShopperCookie) + "=" + logged_in.token +
         "; Path=/; Max-Age=" + std::to_string(lifetime.count()) +
         "; Secure; HttpOnly; SameSite=Strict";
}

}  // namespace

HandlerResult log_in(Services& services, const http::Call& call) {
  auto body = call.json();
  if (!body) return body.error();
  const std::string login_id = body->text("loginId");
  std::string password = body->text("password", {.most = 128});
  const bool live = body->one_of("mode", {"test", "live"}, "test") == "live";
  if (body->error()) return *body->error();

  const auto logged_in = services.shoppers.log_in(login_id, password, live);
  crypto::cleanse(password);
  if (!logged_in) return logged_in.error();
  auto response = http::json_response(200, {{"name", logged_in->session.name},
                                            {"mode", live ? "live" : "test"},
                                            {"expiresAt", to_iso8601(logged_in->expires_at)}});
  response.headers.emplace_back("Set-Cookie", session_cookie(*logged_in, services.clock.now()));
  return response;
}

}  // namespace pay200::handlers
