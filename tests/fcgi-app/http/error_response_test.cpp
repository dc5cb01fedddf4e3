#include "fcgi-app/http/error_response.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>

namespace pay200::http {
namespace {

std::string header(const Response& response, const std::string& name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return {};
}

TEST(ErrorResponseTest, EveryCodeIsAWholeProblemInBothLanguages) {
  for (const ErrorCode code : all_error_codes()) {
    SCOPED_TRACE(wire_name(code));
    for (const Language language : {Language::kKorean, Language::kEnglish}) {
      const Response response = error_response({code}, language, "req-1");
      const auto problem = nlohmann::json::parse(response.body);
      EXPECT_EQ(header(response, "Content-Type"), "application/problem+json; charset=utf-8");
      EXPECT_EQ(response.status, http_status(code));
      EXPECT_EQ(problem.at("status"), http_status(code));
      EXPECT_EQ(problem.at("code"), wire_name(code));
      EXPECT_EQ(problem.at("type"), "urn:pay200:error:" + std::string(wire_name(code)));
      EXPECT_EQ(problem.at("title"), reason_phrase(response.status));
      EXPECT_EQ(problem.at("message"), message(code, language));
      EXPECT_EQ(problem.at("retryable"), retryable(code));
      EXPECT_EQ(problem.at("requestId"), "req-1");
      EXPECT_EQ(problem.size(), 7U);
    }
  }
}

TEST(ErrorResponseTest, EveryStatusIsAnErrorAndOnlyOursAreServerErrors) {
  for (const ErrorCode code : all_error_codes()) {
    SCOPED_TRACE(wire_name(code));
    const int status = http_status(code);
    EXPECT_GE(status, 400);
    const bool ours = code == ErrorCode::kInternalError || code == ErrorCode::kServiceUnavailable ||
                      code == ErrorCode::kAcquirerUnavailable || code == ErrorCode::kOutcomeUnknown;
    EXPECT_EQ(status >= 500, ours);
  }
}

TEST(ErrorResponseTest, WhatIsKnownBeyondTheCodeIsTold) {
  const Response response = error_response({.code = ErrorCode::kRejectCardPayment,
                                            .cause = "for the log only",
                                            .param = "cardId",
                                            .acquirer_code = "51",
                                            .detail = "over the limit"},
                                           Language::kEnglish, "r");
  const auto problem = nlohmann::json::parse(response.body);
  EXPECT_EQ(response.status, 402);
  EXPECT_EQ(problem.at("param"), "cardId");
  EXPECT_EQ(problem.at("acquirerCode"), "51");
  EXPECT_EQ(problem.at("detail"), "over the limit");
  EXPECT_EQ(response.body.find("for the log only"), std::string::npos);
}

TEST(ErrorResponseTest, WhoMayComeBackIsToldWhen) {
  const auto retry_after = [](const Error& error) {
    return header(error_response(error, Language::kKorean, "r"), "Retry-After");
  };
  EXPECT_EQ(retry_after({ErrorCode::kServiceUnavailable}), "1");
  EXPECT_EQ(retry_after({ErrorCode::kAcquirerUnavailable}), "1");
  EXPECT_EQ(retry_after({.code = ErrorCode::kAccountLocked, .retry_after_s = 300}), "300");
  EXPECT_EQ(retry_after({ErrorCode::kOutcomeUnknown}), "");
  EXPECT_EQ(retry_after({ErrorCode::kInvalidRequest}), "");
}

TEST(ErrorResponseTest, AMissingApiKeyNamesTheScheme) {
  const Response response = error_response({ErrorCode::kInvalidApiKey}, Language::kKorean, "r");
  EXPECT_EQ(header(response, "WWW-Authenticate"), "Basic realm=\"pay200\", charset=\"UTF-8\"");
}

}  // namespace
}  // namespace pay200::http
