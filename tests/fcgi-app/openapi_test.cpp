// The API's contract, held against the program: what is documented exists, and what exists is
// documented.

#include "tests/support/openapi.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "core/platform/error_code.hpp"
#include "fcgi-app/http/process_request.hpp"
#include "fcgi-app/routes.hpp"

namespace pay200 {
namespace {

using nlohmann::json;

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return result;
}

/// "post /v1/payments" of every documented operation.
std::set<std::string> documented() {
  std::set<std::string> found;
  for (const auto& [path, operations] : test::openapi_document().at("paths").items()) {
    for (const auto& [method, operation] : operations.items()) found.insert(method + " " + path);
  }
  return found;
}

const json& operation_of(const http::Route& route) {
  return test::openapi_document()
      .at("paths")
      .at(std::string(route.pattern))
      .at(lower(route.method));
}

std::set<std::string> schemes_of(const json& operation) {
  std::set<std::string> schemes;
  for (const json& requirement : operation.at("security")) {
    for (const auto& [scheme, scopes] : requirement.items()) schemes.insert(scheme);
  }
  return schemes;
}

TEST(OpenapiTest, EveryRouteIsDocumentedAndNothingElse) {
  std::set<std::string> served;
  for (const http::Route& route : routes()) {
    served.insert(lower(route.method) + " " + std::string(route.pattern));
  }
  EXPECT_EQ(served, documented());
}

TEST(OpenapiTest, EveryErrorCodeIsInTheEnumOnce) {
  const json& listed =
      test::openapi_document().at("components").at("schemas").at("ErrorCode").at("enum");
  std::set<std::string> codes;
  for (const ErrorCode code : all_error_codes()) codes.insert(std::string(wire_name(code)));
  EXPECT_EQ(listed.get<std::set<std::string>>(), codes);
  EXPECT_EQ(listed.size(), codes.size());
}

TEST(OpenapiTest, WhoMayAskIsDocumentedAsTheHandlersTakeIt) {
  for (const http::Route& route : routes()) {
    SCOPED_TRACE(route.pattern);
    const auto schemes = schemes_of(operation_of(route));
    if (std::holds_alternative<http::ShopHandler>(route.handler) ||
        std::holds_alternative<http::LaterShopHandler>(route.handler)) {
      EXPECT_EQ(schemes, (std::set<std::string>{"secretKeyBasic", "secretKeyBearer"}));
    } else if (std::holds_alternative<http::PageHandler>(route.handler)) {
      EXPECT_EQ(schemes, (std::set<std::string>{"secretKeyBasic", "secretKeyBearer",
                                                "clientKeyBasic", "clientKeyBearer"}));
    } else if (std::holds_alternative<http::CheckoutHandler>(route.handler) ||
               std::holds_alternative<http::LaterCheckoutHandler>(route.handler) ||
               std::holds_alternative<http::StreamEndpoint>(route.handler)) {
      EXPECT_EQ(schemes, std::set<std::string>{"pageToken"});
    } else if (std::holds_alternative<http::ShopperHandler>(route.handler)) {
      EXPECT_EQ(schemes, std::set<std::string>{"shopperSession"});
    } else if (std::holds_alternative<http::StaffHandler>(route.handler) ||
               std::holds_alternative<http::MemberHandler>(route.handler) ||
               std::holds_alternative<http::MemberShopHandler>(route.handler)) {
      EXPECT_EQ(schemes, route.method == "GET"
                             ? std::set<std::string>{"staffSession"}
                             : (std::set<std::string>{"csrfToken", "staffSession"}));
    } else {
      EXPECT_TRUE(schemes.empty());
    }
  }
}

TEST(OpenapiTest, WhichRoleItTakesIsDocumentedAsTheTableHasIt) {
  for (const http::Route& route : routes()) {
    SCOPED_TRACE(route.pattern);
    std::optional<StaffRole> least;
    if (const auto* handler = std::get_if<http::MemberHandler>(&route.handler)) {
      least = handler->least;
    }
    if (const auto* handler = std::get_if<http::MemberShopHandler>(&route.handler)) {
      least = handler->least;
    }
    if (!least) continue;
    const auto description = operation_of(route).at("description").get<std::string>();
    const bool said = description.ends_with("Role: " + std::string(to_text(*least)) + ".");
    EXPECT_EQ(said, *least != StaffRole::kViewer) << description;
    // What changes something takes more than a viewer.
    EXPECT_EQ(*least == StaffRole::kViewer, route.method == "GET" && !said);
  }
}

TEST(OpenapiTest, AnUnknownOutcomeIsDocumentedExactlyWhereTheEffectLasts) {
  for (const http::Route& route : routes()) {
    SCOPED_TRACE(route.pattern);
    EXPECT_EQ(operation_of(route).at("responses").contains("504"),
              route.effect == http::Effect::kLasting);
  }
}

TEST(OpenapiTest, OnlyTheLogInsAndAskingForAPasskeyArePostsWithoutALastingEffect) {
  // nginx goes by this rule too: see nginx/snippets/problem_texts.conf.
  const std::set<std::string_view> log_ins = {"/v1/shopper/login", "/backoffice/v1/login",
                                              "/backoffice/v1/login/totp"};
  for (const http::Route& route : routes()) {
    const bool lasting = route.method == "POST" && !log_ins.contains(route.pattern) &&
                         !route.pattern.ends_with("/options") &&
                         !route.pattern.ends_with("/passkey-options");
    EXPECT_EQ(route.effect == http::Effect::kLasting, lasting) << route.pattern;
  }
}

TEST(OpenapiTest, ExamplesFitTheirSchemas) {
  int examples = 0;
  for (const auto& [name, schema] :
       test::openapi_document().at("components").at("schemas").items()) {
    SCOPED_TRACE(name);
    if (!schema.contains("examples")) continue;
    for (const json& example : schema.at("examples")) {
      ++examples;
      EXPECT_EQ(test::schema_complaints(schema, example), std::vector<std::string>());
    }
  }
  EXPECT_GT(examples, 10);
}

TEST(OpenapiTest, WhatDoesNotFitIsSeen) {
  const json& payment = test::openapi_document().at("components").at("schemas").at("Payment");
  const json example = payment.at("examples").at(0);
  const auto changed = [&](const char* name, const json& value) {
    json copy = example;
    copy[name] = value;
    return test::schema_complaints(payment, copy);
  };
  EXPECT_FALSE(changed("totalAmount", 9900.5).empty());
  EXPECT_FALSE(changed("status", "PAID").empty());
  EXPECT_FALSE(changed("requestedAt", "2026-11-22T07:05:03.123Z").empty());
  EXPECT_FALSE(changed("undocumented", 1).empty());
  EXPECT_FALSE(changed("attempts", json::array({{{"number", 1}}})).empty());
  json without = example;
  without.erase("orderId");
  EXPECT_FALSE(test::schema_complaints(payment, without).empty());
  EXPECT_FALSE(test::openapi_complaints("GET", "/v1/payments/pay_x", 418, "{}").empty());
  EXPECT_FALSE(test::openapi_complaints("DELETE", "/v1/payments/pay_x", 200, "{}").empty());
}

TEST(OpenapiTest, WhatIsReferredToIsThereAndWhatIsThereIsReferredTo) {
  std::set<std::string> references;
  const std::function<void(const json&)> collect = [&](const json& node) {
    if (node.is_object() && node.contains("$ref")) {
      references.insert(node.at("$ref").get<std::string>());
    }
    if (node.is_structured()) {
      for (const json& inner : node) collect(inner);
    }
  };
  collect(test::openapi_document());
  std::set<std::string> present;
  for (const char* kind : {"parameters", "headers", "responses", "schemas"}) {
    for (const auto& [name, value] : test::openapi_document().at("components").at(kind).items()) {
      present.insert(std::string("#/components/") + kind + "/" + name);
    }
  }
  EXPECT_EQ(references, present);
}

}  // namespace
}  // namespace pay200
