#include "core/platform/log.hpp"

#include <cstdlib>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "core/platform/clock.hpp"

namespace pay200 {
namespace {

class LogTest : public testing::Test {
 protected:
  void SetUp() override { log::init("api", log::Level::kInfo); }
  void TearDown() override { log::set_request_id(""); }

  template <class Act>
  static std::string captured(Act act) {
    testing::internal::CaptureStderr();
    act();
    return testing::internal::GetCapturedStderr();
  }
};

TEST_F(LogTest, ALineIsOneJsonObjectWithItsContext) {
  log::set_request_id("req-1");
  const std::string text =
      captured([] { log::warning("reversal_sent", {{"attempt_id", "att_1"}, {"try", "2"}}); });
  ASSERT_EQ(text.find('\n'), text.size() - 1);
  const auto line = nlohmann::json::parse(text);
  EXPECT_EQ(line.at("level"), "warning");
  EXPECT_EQ(line.at("role"), "api");
  EXPECT_EQ(line.at("pid"), ::getpid());
  EXPECT_EQ(line.at("event"), "reversal_sent");
  EXPECT_EQ(line.at("request_id"), "req-1");
  EXPECT_EQ(line.at("attempt_id"), "att_1");
  EXPECT_EQ(line.at("try"), "2");
  EXPECT_TRUE(from_iso8601(line.at("time").get<std::string>()));
}

TEST_F(LogTest, WithinAScopeLinesAreItsRequestsAndAfterItTheOneBeforesAgain) {
  log::set_request_id("outer", "outer-trace");
  const std::string text = captured([] {
    {
      const log::RequestScope inner({"inner"});
      log::info("within");
    }
    log::info("after");
    try {
      const log::RequestScope broken({"broken"});
      throw std::runtime_error("x");
    } catch (const std::runtime_error&) {
      log::info("caught");
    }
  });
  std::istringstream lines(text);
  std::string line;
  ASSERT_TRUE(std::getline(lines, line));
  auto parsed = nlohmann::json::parse(line);
  EXPECT_EQ(parsed.at("request_id"), "inner");
  EXPECT_FALSE(parsed.contains("trace_id"));
  for (const char* event : {"after", "caught"}) {
    ASSERT_TRUE(std::getline(lines, line));
    parsed = nlohmann::json::parse(line);
    EXPECT_EQ(parsed.at("event"), event);
    EXPECT_EQ(parsed.at("request_id"), "outer");
    EXPECT_EQ(parsed.at("trace_id"), "outer-trace");
  }
}

TEST_F(LogTest, WithoutARequestTheLineNamesNone) {
  const auto line = nlohmann::json::parse(captured([] { log::info("started"); }));
  EXPECT_FALSE(line.contains("request_id"));
}

TEST_F(LogTest, BelowTheLeastLevelNothingIsWritten) {
  EXPECT_EQ(captured([] { log::debug("detail"); }), "");
  log::init("api", log::Level::kError);
  EXPECT_EQ(captured([] { log::warning("odd"); }), "");
  EXPECT_NE(captured([] { log::error("bad"); }), "");
}

TEST_F(LogTest, TheJournalIsToldThePriorityAndNobodyElse) {
  const std::string text = captured([] {
    struct stat here{};
    ASSERT_EQ(::fstat(STDERR_FILENO, &here), 0);
    const std::string device = std::to_string(here.st_dev) + ":";
    for (const std::string& stream :
         {device + std::to_string(here.st_ino), device + std::to_string(here.st_ino + 1)}) {
      ::setenv("JOURNAL_STREAM", stream.c_str(), 1);
      log::init("api", log::Level::kDebug);
      log::debug("d");
      log::info("i");
      log::warning("w");
      log::error("e");
    }
    ::unsetenv("JOURNAL_STREAM");
  });
  std::istringstream lines(text);
  std::string line;
  for (const char* beginning : {"<7>{", "<6>{", "<4>{", "<3>{", "{", "{", "{", "{"}) {
    ASSERT_TRUE(std::getline(lines, line));
    EXPECT_TRUE(line.starts_with(beginning)) << line;
  }
}

TEST_F(LogTest, NewlinesQuotesAndBrokenUtf8CannotForgeALine) {
  const std::string text =
      captured([] { log::info("odd_value", {{"value", "a\"}\n{\"event\":\"forged\xff"}}); });
  ASSERT_EQ(text.find('\n'), text.size() - 1);
  EXPECT_EQ(nlohmann::json::parse(text).at("event"), "odd_value");
}

TEST_F(LogTest, LinesOfManyThreadsDoNotMixAndKeepTheirOwnRequestId) {
  const std::string text = captured([] {
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([t] {
        log::set_request_id("req-" + std::to_string(t));
        for (int i = 0; i < 100; ++i) log::info("tick", {{"thread", std::to_string(t)}});
      });
    }
    for (auto& thread : threads) thread.join();
  });
  std::istringstream lines(text);
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    const auto parsed = nlohmann::json::parse(line);
    EXPECT_EQ(parsed.at("request_id"), "req-" + parsed.at("thread").get<std::string>());
  }
  EXPECT_EQ(count, 400);
}

}  // namespace
}  // namespace pay200
