#include "fcgi-app/handlers/shopper/session_response.hpp"

#include <chrono>
#include <nlohmann/json.hpp>

#include "fcgi-app/http/authentication.hpp"

namespace pay200::handlers {
namespace {

std::string session_cookie(std::string_view token, std::chrono::seconds lifetime) {
  return std::string(http::kShopperCookie) + "=" + std::string(token) +
         "; Path=/; Max-Age=" + std::to_string(lifetime.count()) +
         "; Secure; HttpOnly; SameSite=Strict";
}

}  // namespace

http::Response session_response(const ShopperService::LoggedIn& logged_in, Time now) {
  auto response = http::json_response(200, {{"name", logged_in.session.name},
                                            {"mode", logged_in.session.live ? "live" : "test"},
                                            {"expiresAt", to_iso8601(logged_in.expires_at)}});
  const auto lifetime = std::chrono::ceil<std::chrono::seconds>(logged_in.expires_at - now);
  response.headers.emplace_back("Set-Cookie", session_cookie(logged_in.token, lifetime));
  return response;
}

std::string forgotten_session_cookie() { return session_cookie("", std::chrono::seconds(0)); }

std::string session_token(const http::Request& request) {
  return std::string(
      http::cookie(request.header("Cookie").value_or(""), http::kShopperCookie).value_or(""));
}

}  // namespace pay200::handlers
