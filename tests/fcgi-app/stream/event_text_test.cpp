#include "fcgi-app/stream/event_text.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/openapi.hpp"

namespace pay200::stream {
namespace {

PageEvent declined() {
  return {.number = 4,
          .type = PageEventType::kDeclined,
          .status = PublicStatus::kInProgress,
          .at = *from_iso8601("2026-11-22T16:05:03.123+09:00"),
          .expires_at = from_iso8601("2026-11-22T16:08:03.123+09:00"),
          .failure = ErrorCode::kInvalidStoppedCard};
}

const nlohmann::json& schema(const char* name) {
  return test::openapi_document().at("components").at("schemas").at(name);
}

TEST(EventTextTest, AnEventIsThreeLinesAndAnEmptyOne) {
  PageEvent event = declined();
  event.failure.reset();
  EXPECT_EQ(event_text(event, Language::kKorean),
            "id: 4\nevent: payment.declined\n"
            "data: {\"id\":\"4\",\"type\":\"payment.declined\",\"status\":\"IN_PROGRESS\","
            "\"createdAt\":\"2026-11-22T16:05:03.123+09:00\","
            "\"expiresAt\":\"2026-11-22T16:08:03.123+09:00\",\"failure\":null}\n\n");
}

TEST(EventTextTest, AFailureIsToldInTheReadersLanguage) {
  for (const Language language : {Language::kKorean, Language::kEnglish}) {
    const std::string text = event_text(declined(), language);
    EXPECT_NE(text.find(message(ErrorCode::kInvalidStoppedCard, language)), std::string::npos);
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4);
  }
}

TEST(EventTextTest, EveryEventIsAsDocumented) {
  for (const PageEventType type : all_page_event_types()) {
    PageEvent event = declined();
    event.type = type;
    const std::string text = event_text(event, Language::kKorean);
    const auto begin = text.find("data: ") + 6;
    const auto data = nlohmann::json::parse(text.substr(begin, text.find('\n', begin) - begin));
    EXPECT_EQ(test::schema_complaints(schema("PageEvent"), data), std::vector<std::string>());
  }
  const std::vector<PageEvent> events = {declined()};
  for (const auto& response :
       {poll_response(events, 4, Language::kEnglish), poll_response({}, 4, Language::kEnglish),
        poll_response({}, 0, Language::kEnglish)}) {
    EXPECT_EQ(test::schema_complaints(schema("PageEvents"), nlohmann::json::parse(response.body)),
              std::vector<std::string>());
  }
}

TEST(EventTextTest, AHeartbeatIsAComment) {
  EXPECT_EQ(heartbeat_text(), ":\n\n");
  EXPECT_EQ(retry_text(std::chrono::milliseconds(1'500)), "retry: 1500\n\n");
}

}  // namespace
}  // namespace pay200::stream
