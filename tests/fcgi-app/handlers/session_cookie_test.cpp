#include <algorithm>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>

#include "fcgi-app/handlers/shopper/session_response.hpp"
#include "fcgi-app/handlers/staff/staff_response.hpp"

namespace pay200::handlers {
namespace {

const Time kNow{std::chrono::seconds(1'790'000'000)};

std::string cookie_of(const http::Response& response) {
  const auto found = std::ranges::find(response.headers, "Set-Cookie",
                                       [](const auto& header) { return header.first; });
  return found == response.headers.end() ? "" : found->second;
}

/// Bound to this host by its name (RFC 6265bis), unseen by scripts, by other sites and in clear.
void expect_guarded(const std::string& cookie) {
  EXPECT_TRUE(cookie.starts_with("__Host-")) << cookie;
  for (const char* word : {"; Path=/;", "; Secure", "; HttpOnly", "; SameSite=Strict"}) {
    EXPECT_NE(cookie.find(word), std::string::npos) << word << " of " << cookie;
  }
  EXPECT_EQ(cookie.find("Domain"), std::string::npos) << cookie;
}

TEST(SessionCookieTest, AShoppersIsGuardedAndTheTokenStandsNowhereElse) {
  ShopperService::LoggedIn logged_in;
  logged_in.token = "ses_secret";
  logged_in.expires_at = kNow + std::chrono::hours(1);
  const auto response = session_response(logged_in, kNow);
  expect_guarded(cookie_of(response));
  EXPECT_NE(cookie_of(response).find("=ses_secret; "), std::string::npos);
  EXPECT_NE(cookie_of(response).find("Max-Age=3600"), std::string::npos);
  EXPECT_EQ(response.body.find("ses_secret"), std::string::npos);
}

TEST(SessionCookieTest, TheBackOfficesIsGuardedAndTheTokenStandsNowhereElse) {
  StaffSession session;
  session.token = "sts_secret";
  session.expires_at = kNow + std::chrono::hours(1);
  const auto response = staff_response({{"name", "x"}}, session, kNow);
  expect_guarded(cookie_of(response));
  EXPECT_NE(cookie_of(response).find("=sts_secret; "), std::string::npos);
  EXPECT_EQ(response.body.find("sts_secret"), std::string::npos);
}

TEST(SessionCookieTest, WhatMakesABrowserForgetIsGuardedTooAndEmpty) {
  for (const std::string& cookie : {forgotten_session_cookie(), forgotten_staff_cookie()}) {
    expect_guarded(cookie);
    EXPECT_NE(cookie.find("=; "), std::string::npos) << cookie;
    EXPECT_NE(cookie.find("Max-Age=0"), std::string::npos) << cookie;
  }
}

}  // namespace
}  // namespace pay200::handlers
