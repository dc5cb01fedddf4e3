#include <algorithm>
#include <csignal>
#include <sstream>
#include <thread>

#include "dev/read_journals.hpp"
#include "tests/chaos/load.hpp"
#include "tests/support/chaos_length.hpp"
#include "tests/support/comes_true.hpp"

namespace pay200::test {
namespace {

using dev::Part;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int kClients = 6;

/// Two acquirers, and one of them dies, hangs, or loses its replies under load: shoppers go on
/// paying by the other, each hears one honest answer, and both journals and the ledger agree.
class FailoverTest : public WholeStackTest {
 protected:
  static void SetUpTestSuite() {
    dev::StackOptions options;
    options.acquirers = 2;
    options.acquirer_timeout_ms = 2'000;
    options.recovery_grace_ms = 1'000;
    options.recovery_poll_ms = 200;
    options.refund_settle_ms = 2'000;
    start_stack(options);
  }
  void TearDown() override {
    stack().sandbox().clear();
    WholeStackTest::TearDown();
  }

  static int times() { return chaos_is_long() ? 20 : 1; }

  /// The breaker of the first acquirer, by the metrics: "1" open, "0" closed, "" not told yet.
  static std::string breaker() {
    dev::HttpClient client;
    std::istringstream lines(client.send({.url = stack().base_url() + "/metrics"}).body);
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with("pay200_acquirer_breaker_open{") &&
          line.find("acquirer=\"sandbox\"") != std::string::npos) {
        return line.substr(line.rfind(' ') + 1);
      }
    }
    return {};
  }

  /// Approved by each acquirer so far.
  static std::vector<std::size_t> approved() {
    std::vector<std::size_t> counts;
    for (const auto& journal : dev::read_journals(stack())) {
      counts.push_back(sandbox::approved_purchases(journal.records).size());
    }
    return counts;
  }

  void start_load() {
    std::vector<std::pair<dev::ShopClient, App>> clients;
    for (int i = 0; i < kClients; ++i) clients.emplace_back(same_shop(), new_app());
    load_ = std::make_unique<Load>();
    load_->start(std::move(clients));
    ASSERT_TRUE(comes_true([&] { return load_->paid() >= kClients; }));
  }

  /// Shoppers are served while it is away.
  bool others_pay() {
    const int before = load_->paid();
    return comes_true([&] { return load_->paid() >= before + 2 * kClients; });
  }

  /// The first one takes its share again, and everybody is well served.
  void expect_recovery() {
    EXPECT_TRUE(comes_true([] { return breaker() == "0"; }));
    const std::size_t before = approved().at(0);
    EXPECT_TRUE(comes_true([&] { return approved().at(0) > before + 2; }));
    std::this_thread::sleep_for(seconds(5));  // what was under way ends as it may
    load_->expect_calm();
    std::this_thread::sleep_for(seconds(2));
  }

  Load::Seen end_load() {
    auto seen = load_->stop();
    for (const auto& one : seen.told) told(one.payment_key, one.what);
    for (std::size_t i = 0; i < seen.surprises.size() && i < 10; ++i) {
      ADD_FAILURE() << seen.surprises[i];
    }
    RecordProperty("paid", seen.paid);
    RecordProperty("failed", seen.failed);
    expect_books_agree(std::chrono::minutes(1));
    return seen;
  }

  std::unique_ptr<Load> load_;
};

TEST_F(FailoverTest, WhileOneIsDeadShoppersPayByTheOther) {
  start_load();
  for (int time = 0; time < times(); ++time) {
    stack().kill_part(Part::kSandbox);
    EXPECT_TRUE(others_pay());
    stack().start_part(Part::kSandbox);
    EXPECT_TRUE(others_pay());
  }
  expect_recovery();
  end_load();
}

TEST_F(FailoverTest, OneThatHangsIsPassedOverUntilItAnswersAgain) {
  start_load();
  for (int time = 0; time < times(); ++time) {
    ASSERT_EQ(::kill(stack().pid(Part::kSandbox), SIGSTOP), 0);
    EXPECT_TRUE(comes_true([] { return breaker() == "1"; }));
    EXPECT_TRUE(others_pay());
    ASSERT_EQ(::kill(stack().pid(Part::kSandbox), SIGCONT), 0);
    EXPECT_TRUE(others_pay());
  }
  expect_recovery();
  EXPECT_GT(end_load().failed, 0) << "who was under way to it when it hung is told so";
}

TEST_F(FailoverTest, OneThatLosesItsRepliesCostsNobodyThePayment) {
  start_load();
  load_->expect_calm();  // from the start: no shopper hears of it
  dev::FaultOrder lost;
  lost.kind = "lose_reply";
  lost.mti = "0200";
  lost.count = 0;
  stack().sandbox().arm(lost);
  EXPECT_TRUE(comes_true([] { return breaker() == "1"; }));
  EXPECT_TRUE(others_pay());
  stack().sandbox().clear();
  expect_recovery();
  EXPECT_EQ(end_load().failed, 0);
}

}  // namespace
}  // namespace pay200::test
