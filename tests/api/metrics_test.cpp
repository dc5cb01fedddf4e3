#include <algorithm>
#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/support/comes_true.hpp"
#include "tests/support/whole_stack.hpp"

namespace pay200::test {
namespace {

/// What an operator sees of the whole gateway, whichever worker nginx picks.
class MetricsTest : public WholeStackTest {
 protected:
  static void SetUpTestSuite() {
    dev::StackOptions options;
    options.api_workers = 2;
    start_stack(options);
  }

  static std::string metrics() {
    dev::HttpClient client;
    const auto response = client.send({.url = stack().base_url() + "/metrics"});
    EXPECT_EQ(response.status, 200);
    return response.body;
  }

  /// Of all series of this name whose labels hold each of `labels`; -1: there is none.
  static double sum(const std::string& name, const std::vector<std::string>& labels = {}) {
    double total = -1;
    std::istringstream lines(metrics());
    for (std::string line; std::getline(lines, line);) {
      if (!line.starts_with(name + "{")) continue;
      const bool fits = std::ranges::all_of(
          labels, [&](const auto& label) { return line.find(label) != std::string::npos; });
      if (fits) total = std::max(total, 0.0) + std::stod(line.substr(line.rfind(' ')));
    }
    return total;
  }

  static double paid() { return std::max(0.0, sum("pay200_payments_total", {"\"approved\""})); }
};

TEST_F(MetricsTest, APaymentIsCountedByTheWorkerAndByTheLink) {
  App app = new_app();
  const double before = paid();
  const double sent = std::max(0.0, sum("pay200_attempts_total", {"\"pay\"", "\"approved\""}));
  paid_by(app);
  EXPECT_EQ(paid(), before + 1);
  EXPECT_EQ(sum("pay200_attempts_total",
                {"role=\"link\"", "acquirer=\"sandbox\"", "act=\"pay\"", "outcome=\"approved\""}),
            sent + 1);
  EXPECT_EQ(sum("pay200_attempt_seconds_count", {"act=\"pay\""}), sent + 1);

  const std::string key = held_by(app);
  app.confirm(key, kDeclinedCard);
  EXPECT_EQ(paid(), before + 1);
  EXPECT_GE(sum("pay200_payments_total", {"outcome=\"declined\""}), 1);
}

TEST_F(MetricsTest, EveryRoleAndWorkerIsThere) {
  for (const char* process : {"role=\"api\",worker=\"0\"", "role=\"api\",worker=\"1\"",
                              "role=\"link\",worker=\"0\"", "role=\"relay\",worker=\"0\""}) {
    EXPECT_EQ(sum("pay200_build_info", {process}), 1) << process;
    EXPECT_GT(sum("pay200_resident_bytes", {process}), 1'000'000) << process;
    EXPECT_GT(sum("pay200_open_files", {process}), 3) << process;
  }
  EXPECT_TRUE(
      comes_true([] { return sum("pay200_acquirer_ready", {"acquirer=\"sandbox\""}) == 1; }));
  EXPECT_TRUE(comes_true([] { return sum("pay200_unknown_attempts") == 0; }));
  EXPECT_TRUE(comes_true([] { return sum("pay200_reversals_owed") == 0; }));
}

TEST_F(MetricsTest, RequestsAreCountedByRouteAndStatus) {
  const std::vector<std::string> of = {"method=\"GET\"", "route=\"/v1/payments/orders/{orderId}\"",
                                       "status=\"404\""};
  const double before = std::max(0.0, sum("pay200_requests_total", of));
  for (int i = 0; i < 5; ++i) shop().get_payment_by_order("no-such-order");
  EXPECT_EQ(sum("pay200_requests_total", of), before + 5);
  EXPECT_GE(sum("pay200_request_seconds_count", {of[1]}), before + 5);
  EXPECT_GE(sum("pay200_key_lookups_total", {"from=\"cache\""}), 1);
}

TEST_F(MetricsTest, WhatAKilledWorkerCountedIsNotLost) {
  App app = new_app();
  paid_by(app);
  const double before = paid();
  for (const pid_t pid : stack().pids_of("api")) ::kill(pid, SIGKILL);
  ASSERT_TRUE(stack().wait_until_ready(std::chrono::seconds(30)));
  EXPECT_EQ(paid(), before);
  paid_by(app);
  EXPECT_EQ(paid(), before + 1);
}

TEST_F(MetricsTest, OneRequestIsFoundInTheLogsOfWorkerAndLinkByItsIdAndTrace) {
  App app = new_app();
  const std::string key = held_by(app);
  const std::string trace = "0af7651916cd43dd8448eb211c80319c";
  app.client.api().set_header("X-Request-Id", "find-me-again");
  app.client.api().set_header("traceparent", "00-" + trace + "-b7ad6b7169203331-01");
  ASSERT_EQ(app.confirm(key).status, 200);
  std::vector<std::string> roles;
  std::ifstream log(stack().log_path(dev::Part::kGateway));
  for (std::string line; std::getline(log, line);) {
    const auto entry = nlohmann::json::parse(line, nullptr, false);
    if (entry.is_discarded() || entry.value("request_id", "") != "find-me-again") continue;
    roles.push_back(entry.value("role", ""));
    if (entry.value("event", "") == "request") {
      EXPECT_EQ(entry.value("trace_id", ""), trace);
    }
  }
  EXPECT_NE(std::ranges::find(roles, "api"), roles.end());
  EXPECT_NE(std::ranges::find(roles, "link"), roles.end());
}

}  // namespace
}  // namespace pay200::test
