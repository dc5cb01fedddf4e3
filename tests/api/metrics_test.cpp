#include <algorithm>
#include <csignal>
#include <regex>
#include <set>
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
    options.acquirer_timeout_ms = 2'000;
    options.recovery_grace_ms = 500;
    options.recovery_poll_ms = 100;
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

TEST_F(MetricsTest, WhatOneConfirmDidIsCountedOnceEverywhere) {
  App app = new_app();
  const std::string key = held_by(app);
  const std::vector<std::string> route = {"method=\"POST\"",
                                          "route=\"/v1/shopper/payments/{paymentKey}/confirm\""};
  const auto confirms = [&](const std::string& suffix, const std::string& more = "") {
    return std::max(0.0, sum("pay200_request_seconds" + suffix, {route[0], route[1], more}));
  };
  const auto answered = [&] {
    return std::max(0.0, sum("pay200_requests_total", {route[0], route[1], "status=\"200\""}));
  };
  const auto waits = [] { return sum("pay200_database_wait_seconds_count", {"role=\"api\""}); };
  const double requests = answered(), counted = confirms("_count"), seconds = confirms("_sum");
  const double within = confirms("_bucket", "le=\"+Inf\""), waited = waits(), approved = paid();
  stack().sandbox().set_reply_delay_ms(300);
  ASSERT_EQ(app.confirm(key, kGoodCard, "once-" + key).status, 200);
  stack().sandbox().set_reply_delay_ms(0);
  told(key, dev::Told::What::kApproved);
  EXPECT_EQ(paid(), approved + 1);
  EXPECT_EQ(answered(), requests + 1);
  EXPECT_EQ(confirms("_count"), counted + 1);
  EXPECT_EQ(confirms("_bucket", "le=\"+Inf\""), within + 1);
  EXPECT_GE(confirms("_sum"), seconds + 0.3) << "the acquirer's time is in it";
  EXPECT_GT(waits(), waited) << "it asked the database";
  EXPECT_GE(sum("pay200_attempt_seconds_sum", {"act=\"pay\""}), 0.3);
  // A replay is an answer, but no second payment.
  ASSERT_EQ(app.confirm(key, kGoodCard, "once-" + key).status, 200);
  EXPECT_EQ(paid(), approved + 1);
  EXPECT_EQ(answered(), requests + 2);
}

TEST_F(MetricsTest, WhatIsOwedIsSeenWhileItIsAndThenNoMore) {
  App app = new_app();
  const std::int64_t amount = unused_amount();
  const std::string key = held_by(app, amount);
  dev::FaultOrder fault;  // of the purchase, and of every reversal until it is cleared
  fault.kind = "lose_reply";
  fault.amount_minor = amount;
  fault.count = 0;
  const double before = std::max(0.0, sum("pay200_payments_total", {"outcome=\"unknown\""}));
  stack().sandbox().arm(fault);
  ASSERT_EQ(app.confirm(key).status, 504);
  EXPECT_EQ(sum("pay200_payments_total", {"outcome=\"unknown\""}), before + 1);
  EXPECT_GE(sum("pay200_attempts_total", {"act=\"pay\"", "outcome=\"unknown\""}), 1);
  EXPECT_TRUE(comes_true([] { return sum("pay200_unknown_attempts") == 1; }));
  EXPECT_TRUE(comes_true([] { return sum("pay200_unknown_oldest_seconds") >= 1; }));
  EXPECT_TRUE(comes_true([] { return sum("pay200_reversals_owed") == 1; }));
  EXPECT_TRUE(comes_true([] { return sum("pay200_reversals_oldest_seconds") >= 1; }));
  EXPECT_EQ(sum("pay200_refunds_owed"), 0);
  EXPECT_EQ(sum("pay200_alarmed"), 0);
  stack().sandbox().clear();
  EXPECT_TRUE(becomes(key, "ABORTED", std::chrono::minutes(2)));
  EXPECT_TRUE(comes_true([] { return sum("pay200_unknown_attempts") == 0; }));
  EXPECT_TRUE(comes_true([] { return sum("pay200_reversals_owed") == 0; }));
  EXPECT_TRUE(comes_true([] { return sum("pay200_reversals_oldest_seconds") == 0; }));
}

/// A format that its reader refuses is no metrics at all.
TEST_F(MetricsTest, EveryLineIsOfPrometheussTextFormat) {
  static const std::regex series(
      R"re(([a-z_0-9]+?)(?:_bucket|_sum|_count)?\{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\.)*",?)+)\} (-?[0-9]+(?:\.[0-9]+)?))re");
  App app = new_app();
  paid_by(app);
  std::istringstream lines(metrics());
  std::set<std::string> seen, families;
  std::string family;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# HELP ")) continue;
    if (line.starts_with("# TYPE ")) {
      family = line.substr(7, line.rfind(' ') - 7);
      EXPECT_TRUE(families.insert(family).second) << "once only: " << line;
      continue;
    }
    std::smatch parts;
    ASSERT_TRUE(std::regex_match(line, parts, series)) << line;
    EXPECT_TRUE(parts[1] == family || line.starts_with(family + "{")) << line;
    EXPECT_TRUE(seen.insert(line.substr(0, line.rfind(' '))).second) << "twice: " << line;
  }
  EXPECT_GT(seen.size(), 50U);
}

}  // namespace
}  // namespace pay200::test
