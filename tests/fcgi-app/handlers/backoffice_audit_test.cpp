// Whatever a member of a merchant's staff changes is written down with who it was, and what the
// shop's server does by its key is not: the rows of fcgi-app/routes.cpp are walked, so that a new
// one cannot be forgotten.

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <set>

#include "core/audit/audit_service.hpp"
#include "fcgi-app/http/authentication.hpp"
#include "fcgi-app/routes.hpp"
#include "tests/fcgi-app/fake_request.hpp"
#include "tests/fcgi-app/handlers/gateway_fixture.hpp"

namespace pay200::test {
namespace {

using nlohmann::json;

const std::string kBelow = "/backoffice/v1/merchants/{mId}";

class BackofficeAuditTest : public testing::Test {
 protected:
  BackofficeAuditTest() {
    gateway_.add_staff("owner", gateway_.names().at("merchant_id"), StaffRole::kOwner);
    gateway_.add_staff("viewer", gateway_.names().at("merchant_id"), StaffRole::kViewer);
  }

  json ask(const std::string& method, const std::string& path, const std::string& body) {
    asked_.insert(method + " " + path);
    FakeRequest request;
    request.request_method = method;
    request.request_path = "/backoffice/v1/merchants/" + gateway_.names().at("mid");
    std::string rest = path;
    for (const auto& [name, value] : ids_) {
      const auto at = rest.find("{" + name + "}");
      if (at != std::string::npos) rest.replace(at, name.size() + 2, value);
    }
    request.request_path += rest;
    request.request_query = query_;
    request.headers = {{"Cookie", "__Host-pay200-staff=" + gateway_.names().at("owner_session")},
                       {"X-CSRF-Token", gateway_.names().at("owner_csrf")},
                       {"Content-Type", "application/json"}};
    request.body = body;
    const http::Response response = gateway_.process(request);
    EXPECT_LT(response.status, 300) << method << " " << path << ": " << response.body;
    return response.body.empty() ? json() : json::parse(response.body);
  }
  json by_key(const std::string& method, const std::string& path, const std::string& body) {
    FakeRequest request;
    request.request_method = method;
    request.request_path = path;
    request.headers = {{"Authorization", "Bearer " + gateway_.names().at("secret_key")},
                       {"Content-Type", "application/json"}};
    request.body = body;
    return json::parse(gateway_.process(request).body);
  }
  std::string value(const std::string& sql) {
    std::string text = gateway_.execute(sql);
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
  }
  std::string acts() {
    return value("SELECT count(*) FROM pay200.audit_act WHERE actor_kind = 'staff' AND actor = '" +
                 owner() + "' AND merchant_id <> 0");
  }
  std::string last() {
    return value(
        "SELECT noun || ' ' || verb FROM pay200.audit_act WHERE merchant_id <> 0 ORDER BY "
        "merchant_id = " +
        gateway_.names().at("merchant_id") + " DESC, seq DESC LIMIT 1");
  }
  std::string owner() {
    return value("SELECT staff_id FROM pay200.staff_login WHERE login_id = '" +
                 gateway_.names().at("owner_login") + "'");
  }

  GatewayFixture gateway_;
  std::map<std::string, std::string> ids_;
  std::string query_;
  std::set<std::string> asked_;
  int done_ = 0;
};

TEST_F(BackofficeAuditTest, EachThingThatStaffChangesIsARowWithWhoItWas) {
  ids_["paymentKey"] =
      by_key("POST", "/v1/payments", R"({"orderId":"order-0001","orderName":"x","amount":4321})")
          .at("paymentKey");
  const auto did = [this](const char* what) {
    EXPECT_EQ(last(), what);
    EXPECT_EQ(acts(), std::to_string(++done_));
  };
  ask("POST", "/payments/{paymentKey}/cancel", R"({"cancelReason":"x"})");
  did("payment cancel");
  ids_["keyId"] = ask("POST", "/api-keys", R"({"kind":"secret"})").at("keyId");
  did("key issue");
  ids_["keyId"] = ask("POST", "/api-keys/{keyId}/rotate", "{}").at("keyId");
  did("key rotate");
  ask("POST", "/api-keys/{keyId}/revoke", "{}");
  did("key revoke");
  ask("POST", "/origins", R"({"origin":"https://shop.example"})");
  did("origin allow");
  query_ = "origin=https%3A%2F%2Fshop.example";
  ask("DELETE", "/origins", "");
  did("origin remove");
  query_ = "";
  ids_["endpointId"] =
      ask("POST", "/webhook-endpoints", R"({"url":"https://shop.example/hook?token=zebra"})")
          .at("endpointId");
  did("endpoint add");
  ask("POST", "/webhook-endpoints/{endpointId}", R"({"url":"https://shop.example/zebra"})");
  did("endpoint update");
  ask("POST", "/webhook-endpoints/{endpointId}/rotate-secret", "{}");
  did("endpoint rotate-secret");
  ids_["webhookId"] = ask("POST", "/webhook-endpoints/{endpointId}/test", "").at("webhookId");
  did("endpoint test");
  ask("POST", "/webhooks/{webhookId}/resend", "");
  did("webhook resend");
  ask("DELETE", "/webhook-endpoints/{endpointId}", "");
  did("endpoint remove");
  ids_["staffId"] =
      ask("POST", "/members", R"({"loginId":"new@shop.example","name":"새 직원","role":"viewer"})")
          .at("staffId");
  did("member add");
  ask("POST", "/members/{staffId}", R"({"role":"manager"})");
  did("member change");
  ask("DELETE", "/members/{staffId}", "");
  did("member remove");

  for (const http::Route& route : routes()) {
    if (!route.pattern.starts_with(kBelow) || route.method == "GET") continue;
    const std::string one =
        std::string(route.method) + " " + std::string(route.pattern.substr(kBelow.size()));
    EXPECT_EQ(asked_.count(one), 1U) << one << " is not tried here";
  }
  EXPECT_EQ(value("SELECT count(*) FROM pay200.audit_act WHERE details LIKE '%zebra%'"), "0")
      << "an address may hold a secret";
}

TEST_F(BackofficeAuditTest, WhatAShopDoesByItsKeyIsNoAct) {
  const std::string before = value("SELECT count(*) FROM pay200.audit_act");
  const auto payment =
      by_key("POST", "/v1/payments", R"({"orderId":"order-0001","orderName":"x","amount":4321})");
  by_key("POST", "/v1/payments/" + payment.at("paymentKey").get<std::string>() + "/cancel",
         R"({"cancelReason":"x"})");
  by_key("POST", "/v1/webhook-endpoints", R"({"url":"https://shop.example/hook"})");
  EXPECT_EQ(value("SELECT count(*) FROM pay200.audit_act"), before);
}

TEST_F(BackofficeAuditTest, SettingUpTheSecondFactorAndLoggingInAreActs) {
  EXPECT_EQ(value("SELECT string_agg(verb, ' ' ORDER BY seq) FROM pay200.audit_act WHERE "
                  "merchant_id = 0 AND actor_kind = 'staff' AND actor = '" +
                  owner() + "' AND verb IN ('enroll-totp', 'log-in')"),
            "enroll-totp log-in");
}

}  // namespace
}  // namespace pay200::test
