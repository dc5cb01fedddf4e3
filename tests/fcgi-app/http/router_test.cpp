#include "fcgi-app/http/router.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace pay200::http {
namespace {

Result<Response> unused(Services& /*services*/, const Call& /*call*/) { return Response{}; }

const std::vector<Route>& table() {
  static const std::vector<Route> routes = {
      {"POST", "/v1/payments", Effect::kLasting, unused},
      {"GET", "/v1/payments/{paymentKey}", Effect::kHarmless, unused},
      {"GET", "/v1/payments/orders/{orderId}", Effect::kHarmless, unused},
      {"POST", "/v1/payments/{paymentKey}/cancel", Effect::kLasting, unused},
      {"GET", "/v1/cards", Effect::kHarmless, unused},
      {"POST", "/v1/cards", Effect::kLasting, unused},
  };
  return routes;
}

/// "<pattern> name=value ...", or what the path does allow.
std::string found(const char* method, const char* path) {
  const RouteMatch match = find_route(table(), method, path);
  if (match.route == nullptr) return "allowed: " + match.allowed;
  std::string text(match.route->pattern);
  for (const auto& [name, value] : match.params) {
    text.append(" ").append(name).append("=").append(value);
  }
  return text;
}

TEST(RouterTest, APathFindsItsRowAndItsParameters) {
  EXPECT_EQ(found("POST", "/v1/payments"), "/v1/payments");
  EXPECT_EQ(found("GET", "/v1/payments/pay_1"), "/v1/payments/{paymentKey} paymentKey=pay_1");
  EXPECT_EQ(found("GET", "/v1/payments/orders/o-1"), "/v1/payments/orders/{orderId} orderId=o-1");
  EXPECT_EQ(found("POST", "/v1/payments/pay_1/cancel"),
            "/v1/payments/{paymentKey}/cancel paymentKey=pay_1");
  EXPECT_EQ(found("POST", "/v1/payments/orders/cancel"),
            "/v1/payments/{paymentKey}/cancel paymentKey=orders");
}

TEST(RouterTest, HeadFollowsGet) {
  EXPECT_EQ(found("HEAD", "/v1/payments/pay_1"), "/v1/payments/{paymentKey} paymentKey=pay_1");
}

TEST(RouterTest, AnotherMethodIsToldWhichOnesThereAre) {
  EXPECT_EQ(found("GET", "/v1/payments"), "allowed: POST");
  EXPECT_EQ(found("DELETE", "/v1/payments/pay_1"), "allowed: GET, HEAD");
  EXPECT_EQ(found("PUT", "/v1/cards"), "allowed: GET, HEAD, POST");
  EXPECT_EQ(found("get", "/v1/cards"), "allowed: GET, HEAD, POST");
}

TEST(RouterTest, NearMissesAreNoMatch) {
  for (const char* path : {"", "/", "v1/payments", "/v1", "/v1/payments/", "/v1/payments//cancel",
                           "/v1/payments/a/b/c", "/v1/payments/a/cancel/", "/V1/payments",
                           "//v1/payments", "/v1/cardsx", "/v1/card"}) {
    SCOPED_TRACE(path);
    EXPECT_EQ(found("POST", path), "allowed: ");
  }
}

}  // namespace
}  // namespace pay200::http
