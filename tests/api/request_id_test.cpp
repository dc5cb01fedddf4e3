#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/support/comes_true.hpp"
#include "tests/support/whole_stack.hpp"

namespace pay200::test {
namespace {

using nlohmann::json;

/// X-Request-Id and traceparent go from nginx through the worker to the link: one grep finds a
/// payment's whole way.
class RequestIdTest : public WholeStackTest {
 protected:
  static constexpr const char* kTrace = "0af7651916cd43dd8448eb211c80319c";

  static void SetUpTestSuite() { start_stack(); }

  /// The lines of pay200-fcgi's log, or of nginx's, that hold this text.
  static std::vector<json> lines_with(const std::string& text, dev::Part of) {
    const auto path = of == dev::Part::kNginx ? stack().directory() / "log/access.log"
                                              : stack().log_path(dev::Part::kGateway);
    std::vector<json> found;
    std::ifstream log(path);
    for (std::string line; std::getline(log, line);) {
      auto entry = json::parse(line, nullptr, false);
      if (line.find(text) != line.npos && !entry.is_discarded()) found.push_back(std::move(entry));
    }
    return found;
  }

  static std::vector<json> events_with(const std::string& text, const std::string& event) {
    auto lines = lines_with(text, dev::Part::kGateway);
    std::erase_if(lines, [&](const json& line) { return line.value("event", "") != event; });
    return lines;
  }
};

TEST_F(RequestIdTest, OneGrepForEitherFindsNginxsTheWorkersAndTheLinksLines) {
  App app = new_app();
  const std::string key = held_by(app);
  app.client.api().set_header("X-Request-Id", "find-me-again");
  app.client.api().set_header("traceparent", std::string("00-") + kTrace + "-b7ad6b7169203331-01");
  const auto confirmed = app.confirm(key);
  ASSERT_EQ(confirmed.status, 200);
  told(key, dev::Told::What::kApproved);
  const std::string* answered = confirmed.raw.header("x-request-id");
  ASSERT_NE(answered, nullptr);
  EXPECT_EQ(*answered, "find-me-again");
  for (const std::string text : {"\"find-me-again\"", kTrace}) {
    SCOPED_TRACE(text);
    const auto of_worker = events_with(text, "request");
    ASSERT_EQ(of_worker.size(), 1U);
    EXPECT_EQ(of_worker[0].value("role", ""), "api");
    const auto of_link = events_with(text, "acquirer_outcome");
    ASSERT_EQ(of_link.size(), 1U);
    EXPECT_EQ(of_link[0].value("role", ""), "link");
    for (const auto& line : {of_worker[0], of_link[0]}) {
      EXPECT_EQ(line.value("request_id", ""), "find-me-again");
      EXPECT_EQ(line.value("trace_id", ""), kTrace);
    }
    EXPECT_TRUE(comes_true([&] { return lines_with(text, dev::Part::kNginx).size() == 1; }))
        << "nginx writes once a second";
  }
  const auto of_nginx = lines_with("find-me-again", dev::Part::kNginx);
  ASSERT_EQ(of_nginx.size(), 1U);
  EXPECT_EQ(of_nginx[0].value("request_id", ""), "find-me-again");
  EXPECT_EQ(of_nginx[0].value("trace_id", ""), kTrace);
}

TEST_F(RequestIdTest, OfManyAtOnceEachHasItsOwnLinesAndNoOneElses) {
  constexpr int kAtOnce = 8, kRounds = 3;
  stack().sandbox().set_reply_delay_ms(100);  // so that they are in the link together
  std::vector<App> apps;
  std::vector<std::vector<std::string>> keys;
  for (int i = 0; i < kAtOnce; ++i) {
    apps.push_back(new_app());
    keys.emplace_back();
    for (int n = 0; n < kRounds; ++n) {
      keys.back().push_back(held_by(apps.back()));
    }
  }
  std::vector<std::thread> threads;
  for (int i = 0; i < kAtOnce; ++i) {
    threads.emplace_back([&, i] {
      auto& app = apps[static_cast<std::size_t>(i)];
      for (int n = 0; n < kRounds; ++n) {
        app.client.api().set_header("X-Request-Id",
                                    "many-" + std::to_string(i) + "-" + std::to_string(n));
        // Odd ones are declined, so that a line of another's shows.
        app.confirm(keys[static_cast<std::size_t>(i)][static_cast<std::size_t>(n)],
                    i % 2 == 0 ? kGoodCard : kDeclinedCard);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  stack().sandbox().set_reply_delay_ms(0);
  for (int i = 0; i < kAtOnce; ++i) {
    for (int n = 0; n < kRounds; ++n) {
      const std::string id = "\"many-" + std::to_string(i) + "-" + std::to_string(n) + "\"";
      SCOPED_TRACE(id);
      const auto requests = events_with(id, "request");
      ASSERT_EQ(requests.size(), 1U);
      EXPECT_EQ(requests[0].value("status", ""), i % 2 == 0 ? "200" : "402");
      const auto outcomes = events_with(id, "acquirer_outcome");
      ASSERT_EQ(outcomes.size(), 1U);
      EXPECT_EQ(outcomes[0].value("outcome", ""), i % 2 == 0 ? "approved" : "declined");
    }
  }
}

TEST_F(RequestIdTest, WhatTheRelaySendsHasItsOwnIdInTheLinksLinesToo) {
  App app = new_app();
  const std::int64_t amount = unused_amount();
  const std::string key = paid_by(app, amount);
  dev::FaultOrder fault;
  fault.kind = "lose_reply";
  fault.mti = "0400";
  fault.amount_minor = amount;
  stack().sandbox().arm(fault);
  EXPECT_EQ(shop().cancel_payment(key, "단순 변심").status, 202);
  EXPECT_TRUE(becomes(key, "CANCELED"));
  told(key, dev::Told::What::kCanceled);
  const auto lines = events_with("\"owed-", "acquirer_outcome");
  ASSERT_FALSE(lines.empty());
  EXPECT_EQ(lines.back().value("role", ""), "link");
  EXPECT_EQ(lines.back().value("act", ""), "reverse");
}

}  // namespace
}  // namespace pay200::test
