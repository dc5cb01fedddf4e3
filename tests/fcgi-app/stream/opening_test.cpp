#include "fcgi-app/stream/opening.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/payment/page_token.hpp"
#include "core/payment/qr_token.hpp"

namespace pay200::stream {
namespace {

const Door kDoor = {.token_key = std::string(32, 'k'), .own_origin = "https://pay.example"};
const Time kNow{std::chrono::hours(500'000)};

PaymentKey some_key() { return {MerchantId{5}, PaymentId::make(kNow)}; }

class OpeningTest : public ::testing::Test {
 protected:
  OpeningTest() : key_(some_key()) {
    params_ = {{"REQUEST_METHOD", "GET"},
               {"DOCUMENT_URI", "/v1/events"},
               {"QUERY_STRING", ""},
               {"HTTP_AUTHORIZATION", bearer(page_token(kDoor.token_key, key_, kNow).text)},
               {"HTTP_ORIGIN", ""},
               {"HTTP_X_REQUEST_ID", "req-1"}};
  }

  static std::string bearer(const std::string& token) { return "Bearer " + token; }

  void set(const std::string& name, const std::string& value) {
    std::erase_if(params_, [&](const auto& param) { return param.first == name; });
    params_.emplace_back(name, value);
  }

  std::variant<Opening, http::Response> opened(Time now = kNow) {
    return open(kDoor, StreamRequest(params_), now);
  }

  /// "200" if it is let in, else "401 INVALID_PAGE_TOKEN param".
  std::string outcome(Time now = kNow) {
    const auto result = opened(now);
    if (std::holds_alternative<Opening>(result)) return "200";
    const auto& response = std::get<http::Response>(result);
    if (response.body.empty()) return std::to_string(response.status);
    const auto problem = nlohmann::json::parse(response.body);
    EXPECT_EQ(problem.at("requestId"), "req-1");
    return std::to_string(response.status) + " " + problem.at("code").get<std::string>() +
           (problem.contains("param") ? " " + problem.at("param").get<std::string>() : "");
  }

  static std::string header(const http::Response& response, std::string_view name) {
    std::string values;
    for (const auto& [known, value] : response.headers) {
      if (known == name) values += value;
    }
    return values;
  }

  PaymentKey key_;
  FastcgiParams params_;
};

TEST_F(OpeningTest, ATokenOpensItsPayment) {
  const auto result = opened();
  ASSERT_TRUE(std::holds_alternative<Opening>(result));
  const auto& opening = std::get<Opening>(result);
  EXPECT_EQ(opening.key, key_);
  EXPECT_FALSE(opening.last_event_id);
  EXPECT_FALSE(opening.poll);
  EXPECT_EQ(opening.origin, "");
  EXPECT_EQ(opening.language, Language::kKorean);
}

TEST_F(OpeningTest, WhatIsAskedForIsTaken) {
  set("HTTP_LAST_EVENT_ID", "12");
  set("QUERY_STRING", "wait=25&more=1");
  set("HTTP_ACCEPT_LANGUAGE", "en");
  set("HTTP_ORIGIN", "https://shop.example");
  const auto opening = std::get<Opening>(opened());
  EXPECT_EQ(opening.last_event_id, 12);
  EXPECT_EQ(opening.poll, std::chrono::seconds(25));
  EXPECT_EQ(opening.language, Language::kEnglish);
  EXPECT_EQ(opening.origin, "https://shop.example");
  EXPECT_EQ(header(opening.common, "Access-Control-Allow-Origin"), "https://shop.example");
  EXPECT_EQ(header(opening.common, "X-Request-Id"), "req-1");
  EXPECT_EQ(header(opening.common, "Cache-Control"), "no-store");
}

TEST_F(OpeningTest, OurOwnWindowNeedsNoPlaceOnAList) {
  set("HTTP_ORIGIN", "https://pay.example");
  EXPECT_EQ(std::get<Opening>(opened()).origin, "");
}

TEST_F(OpeningTest, WithoutAGoodTokenNobodyIsLetIn) {
  for (const std::string& authorization :
       {std::string(), std::string("Bearer "), bearer("ptk_x"), bearer("test_sk_x"),
        bearer(qr_token(kDoor.token_key, key_)),
        bearer(page_token(std::string(32, 'x'), key_, kNow).text)}) {
    set("HTTP_AUTHORIZATION", authorization);
    EXPECT_EQ(outcome(), "401 INVALID_PAGE_TOKEN") << authorization;
  }
}

TEST_F(OpeningTest, ATokensTimeEnds) {
  EXPECT_EQ(outcome(kNow + std::chrono::minutes(59)), "200");
  EXPECT_EQ(outcome(kNow + std::chrono::minutes(61)), "401 INVALID_PAGE_TOKEN");
}

TEST_F(OpeningTest, WhatIsNoEventsIdIsRefusedByName) {
  for (const char* id : {"x", "-1", "+1", "1.0", " 1", "1234567890", "1x"}) {
    set("HTTP_LAST_EVENT_ID", id);
    EXPECT_EQ(outcome(), "400 INVALID_REQUEST Last-Event-ID") << id;
  }
  set("HTTP_LAST_EVENT_ID", "0");
  EXPECT_EQ(outcome(), "200");
}

TEST_F(OpeningTest, APollThatIsTooLongIsRefusedByName) {
  for (const char* query : {"wait=26", "wait=-1", "wait=", "wait=x", "wait=1&wait=2"}) {
    set("QUERY_STRING", query);
    EXPECT_TRUE(outcome().starts_with("400 INVALID_REQUEST")) << query << " " << outcome();
  }
}

TEST_F(OpeningTest, OtherMethodsAndPathsAreNotServedHere) {
  for (const char* method : {"POST", "HEAD", "DELETE", "PUT"}) {
    set("REQUEST_METHOD", method);
    EXPECT_EQ(outcome(), "405 METHOD_NOT_ALLOWED") << method;
  }
  EXPECT_EQ(header(std::get<http::Response>(opened()), "Allow"), "GET");
  set("REQUEST_METHOD", "GET");
  set("DOCUMENT_URI", "/v1/nothing");
  EXPECT_EQ(outcome(), "404 NOT_FOUND_ENDPOINT");
}

TEST_F(OpeningTest, ABrowserMayAskWhetherItMayAsk) {
  set("REQUEST_METHOD", "OPTIONS");
  set("HTTP_AUTHORIZATION", "");
  set("HTTP_ORIGIN", "https://shop.example");
  EXPECT_EQ(outcome(), "204");
  const auto response = std::get<http::Response>(opened());
  EXPECT_EQ(header(response, "Access-Control-Allow-Origin"), "https://shop.example");
  EXPECT_NE(header(response, "Access-Control-Allow-Headers").find("Last-Event-ID"),
            std::string::npos);
}

}  // namespace
}  // namespace pay200::stream
