// Nobody sees or moves what is another merchant's: every row of fcgi-app/routes.cpp below
// /backoffice/v1/merchants is walked, so that a new one cannot be forgotten. And nobody does what
// their role may not.

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <optional>

#include "fcgi-app/http/authentication.hpp"
#include "fcgi-app/routes.hpp"
#include "tests/fcgi-app/fake_request.hpp"
#include "tests/fcgi-app/handlers/gateway_fixture.hpp"
#include "tests/support/openapi.hpp"

namespace pay200::test {
namespace {

using nlohmann::json;

constexpr std::string_view kBelow = "/backoffice/v1/merchants/{mId}";

std::vector<const http::Route*> merchant_routes() {
  std::vector<const http::Route*> found;
  for (const http::Route& route : routes()) {
    if (route.pattern.starts_with(kBelow)) found.push_back(&route);
  }
  return found;
}

StaffRole least_role(const http::Route& route) {
  if (const auto* member = std::get_if<http::MemberHandler>(&route.handler)) return member->least;
  return std::get<http::MemberShopHandler>(route.handler).least;
}

/// A body that the operation takes.
std::string body_of(const http::Route& route) {
  const std::string path(route.pattern.substr(kBelow.size()));
  if (route.method != "POST") return "";
  if (path == "/payments/{paymentKey}/cancel") return R"({"cancelReason":"x"})";
  if (path == "/api-keys") return R"({"kind":"secret"})";
  if (path == "/origins") return R"({"origin":"https://shop.example"})";
  if (path == "/webhook-endpoints") return R"({"url":"https://shop.example/hook"})";
  if (path == "/members") {
    return R"({"loginId":"new@shop.example","name":"새 직원","role":"viewer"})";
  }
  if (path == "/members/{staffId}") return R"({"role":"viewer"})";
  return "{}";
}

class BackofficeTenancyTest : public testing::Test {
 protected:
  BackofficeTenancyTest() {
    const auto& names = gateway_.names();
    gateway_.add_staff("owner", names.at("merchant_id"), StaffRole::kOwner);
    gateway_.add_staff("manager", names.at("merchant_id"), StaffRole::kManager);
    gateway_.add_staff("viewer", names.at("merchant_id"), StaffRole::kViewer);
    gateway_.add_staff("stranger", names.at("other_merchant_id"), StaffRole::kOwner);
    // What the stranger's merchant has, each with a word of its own.
    const auto paid = api("POST", "/v1/payments", "other_secret_key",
                          R"({"orderId":"zebra-0001","orderName":"zebra","amount":4321})");
    theirs_["paymentKey"] = paid.at("paymentKey");
    gateway_.approve("zebra-0001");
    gateway_.settle();
    theirs_["settlementId"] = names.at("other_settlement_id");
    const auto endpoint = api("POST", "/v1/webhook-endpoints", "other_secret_key",
                              R"({"url":"https://zebra.example/hook"})");
    theirs_["endpointId"] = endpoint.at("endpointId");
    theirs_["webhookId"] = api("POST", "/v1/webhook-endpoints/" + theirs_["endpointId"] + "/test",
                               "other_secret_key", "")
                               .at("webhookId");
    theirs_["staffId"] = names.at("stranger_id");
    const auto issued =
        ask("POST", "/backoffice/v1/merchants/" + names.at("other_mid") + "/api-keys", "stranger",
            R"({"kind":"secret"})");
    theirs_["keyId"] = json::parse(issued.body).at("keyId");
    ask("POST", "/backoffice/v1/merchants/" + names.at("other_mid") + "/origins", "stranger",
        R"({"origin":"https://zebra.example"})");
  }

  json api(const std::string& method, const std::string& path, const std::string& key,
           const std::string& body) {
    FakeRequest request;
    request.request_method = method;
    request.request_path = path;
    request.headers = {{"Authorization", "Bearer " + gateway_.names().at(key)},
                       {"Content-Type", "application/json"}};
    request.body = body;
    return json::parse(gateway_.process(request).body);
  }

  http::Response ask(const std::string& method, const std::string& path,
                     const std::optional<std::string>& who, const std::string& body,
                     bool with_csrf = true) {
    FakeRequest request;
    request.request_method = method;
    request.request_path = path;
    if (path.ends_with("/origins") && method == "DELETE") {
      request.request_query = "origin=https%3A%2F%2Fzebra.example";
    }
    if (who) {
      request.headers["Cookie"] =
          std::string(http::kStaffCookie) + "=" + gateway_.names().at(*who + "_session");
      if (with_csrf) request.headers["X-CSRF-Token"] = gateway_.names().at(*who + "_csrf");
    }
    if (!body.empty()) request.headers["Content-Type"] = "application/json";
    request.body = body;
    http::Response response = gateway_.process(request);
    while (response.next_part) {
      const std::string part = response.next_part();
      if (part.empty()) break;
      response.body += part;
    }
    return response;
  }

  /// With their ids in the place of its parameters.
  std::string path_of(const http::Route& route, const std::string& mid) {
    std::string path(route.pattern);
    path.replace(path.find("{mId}"), 5, mid);
    for (const auto& [name, value] : theirs_) {
      const auto at = path.find("{" + name + "}");
      if (at != std::string::npos) path.replace(at, name.size() + 2, value);
    }
    EXPECT_EQ(path.find('{'), std::string::npos) << "teach this test a parameter of " << path;
    return path;
  }

  static bool names_something(const http::Route& route) {
    return route.pattern.find('{', kBelow.size()) != std::string_view::npos;
  }

  /// All that is theirs, as it stands in the database.
  std::string their_rows() {
    const std::string id = gateway_.names().at("other_merchant_id");
    std::string rows;
    for (const char* table : {"payment", "cancel", "api_key", "merchant_origin", "webhook_endpoint",
                              "webhook_delivery", "webhook_queue", "merchant_member"}) {
      rows += gateway_.execute("SELECT string_agg(t::text, E'\\n' ORDER BY t::text) FROM pay200." +
                               std::string(table) + " t WHERE merchant_id = " + id);
    }
    return rows;
  }

  void expect_problem(const http::Route& route, const http::Response& response, int status,
                      const std::string& code = "") {
    SCOPED_TRACE(std::string(route.method) + " " + std::string(route.pattern));
    EXPECT_EQ(response.status, status) << response.body;
    if (!code.empty()) {
      EXPECT_EQ(json::parse(response.body).at("code"), code);
    }
    expect_matches_openapi(std::string(route.method), std::string(route.pattern), response.status,
                           response.body);
  }

  GatewayFixture gateway_;
  std::map<std::string, std::string> theirs_;
};

TEST_F(BackofficeTenancyTest, ThereIsSomethingToWalk) { EXPECT_GE(merchant_routes().size(), 28U); }

TEST_F(BackofficeTenancyTest, AnotherMerchantIsNotFoundWhateverIsAsked) {
  const std::string before = their_rows();
  for (const auto* route : merchant_routes()) {
    const auto response =
        ask(std::string(route->method), path_of(*route, gateway_.names().at("other_mid")), "owner",
            body_of(*route));
    expect_problem(*route, response, 404, "NOT_FOUND_MERCHANT");
    // Neither does a merchant that does not exist look any different.
    const auto nobodys =
        ask(std::string(route->method), path_of(*route, "mer_00000001"), "owner", body_of(*route));
    EXPECT_EQ(nobodys.status, 404);
    EXPECT_EQ(json::parse(nobodys.body).at("message"), json::parse(response.body).at("message"));
  }
  EXPECT_EQ(their_rows(), before);
}

TEST_F(BackofficeTenancyTest, AnotherMerchantsThingsAreNotFoundAtOnesOwn) {
  const std::string before = their_rows();
  for (const auto* route : merchant_routes()) {
    if (!names_something(*route)) continue;
    const auto response =
        ask(std::string(route->method), path_of(*route, gateway_.names().at("mid")), "owner",
            body_of(*route));
    expect_problem(*route, response, 404);
  }
  EXPECT_EQ(their_rows(), before);
}

TEST_F(BackofficeTenancyTest, NothingOfAnothersIsInWhatIsListedOrCounted) {
  for (const auto* route : merchant_routes()) {
    if (names_something(*route) || route->method != "GET") continue;
    SCOPED_TRACE(route->pattern);
    const auto own = ask("GET", path_of(*route, gateway_.names().at("mid")), "owner", "");
    EXPECT_EQ(own.status, 200) << own.body;
    for (const auto& [name, value] : theirs_) {
      EXPECT_EQ(own.body.find(value), std::string::npos) << name;
    }
    for (const char* word : {"zebra", "stranger", "남산", "4321"}) {
      EXPECT_EQ(own.body.find(word), std::string::npos) << word << " in " << own.body;
    }
    // Their owner does see it, so that this test can fail.
    const auto others =
        ask("GET", path_of(*route, gateway_.names().at("other_mid")), "stranger", "");
    EXPECT_NE(others.body, own.body);
  }
}

TEST_F(BackofficeTenancyTest, WithoutASessionNothingIsTold) {
  for (const auto* route : merchant_routes()) {
    const auto path = path_of(*route, gateway_.names().at("mid"));
    expect_problem(*route, ask(std::string(route->method), path, std::nullopt, body_of(*route)),
                   401, "UNAUTHORIZED");
  }
}

TEST_F(BackofficeTenancyTest, WhatChangesSomethingWantsTheCsrfToken) {
  for (const auto* route : merchant_routes()) {
    if (route->method == "GET") continue;
    const auto path = path_of(*route, gateway_.names().at("mid"));
    expect_problem(*route, ask(std::string(route->method), path, "owner", body_of(*route), false),
                   403, "INVALID_CSRF_TOKEN");
  }
}

TEST_F(BackofficeTenancyTest, NobodyDoesWhatTheirRoleMayNot) {
  const auto rows = [&] {
    return gateway_.execute(
        "SELECT (SELECT count(*) FROM pay200.cancel), (SELECT count(*) FROM pay200.api_key), "
        "(SELECT "
        "count(*) FROM pay200.merchant_member), (SELECT count(*) FROM pay200.webhook_endpoint)");
  };
  const std::string before = rows();
  int refused = 0;
  for (const auto* route : merchant_routes()) {
    const auto path = path_of(*route, gateway_.names().at("mid"));
    for (const auto& [who, role] :
         {std::pair{"viewer", StaffRole::kViewer}, std::pair{"manager", StaffRole::kManager}}) {
      if (may(role, least_role(*route))) continue;
      ++refused;
      expect_problem(*route, ask(std::string(route->method), path, who, body_of(*route)), 403,
                     "FORBIDDEN_REQUEST");
    }
  }
  EXPECT_GE(refused, 15);
  EXPECT_EQ(rows(), before);
  EXPECT_EQ(least_role(*merchant_routes().back()), StaffRole::kOwner) << "members are the owner's";
}

TEST_F(BackofficeTenancyTest, WhoLeavesSeesNothingFromTheNextRequestOn) {
  const std::string below = "/backoffice/v1/merchants/" + gateway_.names().at("mid");
  EXPECT_EQ(ask("GET", below + "/transactions", "viewer", "").status, 200);
  const auto removed =
      ask("DELETE", below + "/members/" + gateway_.names().at("viewer_id"), "owner", "");
  EXPECT_EQ(removed.status, 200) << removed.body;
  EXPECT_EQ(ask("GET", below + "/transactions", "viewer", "").status, 404);
}

}  // namespace
}  // namespace pay200::test
