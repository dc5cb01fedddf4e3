#include <algorithm>
#include <csignal>
#include <thread>

#include "tests/support/whole_stack.hpp"

namespace pay200::test {
namespace {

using dev::ApiAnswer;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

/// Long enough for a kill between send and reply, shorter than the acquirer's time.
constexpr int kSlowReplyMs = 3'000;
constexpr seconds kEndsWithin{30};

/// Processes killed with -9 between the moment an authorization has reached the acquirer and its
/// reply. The time-outs are those of production.
class KillTest : public WholeStackTest {
 protected:
  static void SetUpTestSuite() {
    dev::StackOptions options;
    options.recovery_grace_ms = 5'000;
    start_stack(options);
  }
  void TearDown() override {
    stack().sandbox().set_reply_delay_ms(0);
    ASSERT_TRUE(stack().wait_until_ready(seconds(20))) << "what was killed has not come back";
    WholeStackTest::TearDown();
  }

  static std::vector<pid_t> kill_all(const std::string& role) {
    const auto pids = stack().pids_of(role);
    EXPECT_FALSE(pids.empty()) << "no process of role " << role;
    for (const pid_t pid : pids) ::kill(pid, SIGKILL);
    return pids;
  }

  static bool comes_back(const std::string& role, const std::vector<pid_t>& killed) {
    const auto deadline = steady_clock::now() + seconds(20);
    while (steady_clock::now() < deadline) {
      const auto pids = stack().pids_of(role);
      const bool new_ones = std::ranges::none_of(
          pids, [&](pid_t pid) { return std::ranges::find(killed, pid) != killed.end(); });
      if (pids.size() == killed.size() && new_ones) return true;
      std::this_thread::sleep_for(milliseconds(20));
    }
    return false;
  }

  /// Begins a confirm, waits until the acquirer has approved it (its reply is still on its way),
  /// kills every process of this role, and returns what the shopper was told.
  ApiAnswer confirm_and_kill(App& app, const std::string& key, std::int64_t amount,
                             const std::string& role) {
    stack().sandbox().set_reply_delay_ms(kSlowReplyMs);
    ApiAnswer answer;
    std::jthread confirming([&] { answer = app.confirm(key); });
    const auto deadline = steady_clock::now() + seconds(5);
    while (purchases_of(amount).empty() && steady_clock::now() < deadline) {
      std::this_thread::sleep_for(milliseconds(20));
    }
    EXPECT_EQ(purchases_of(amount).size(), 1U);
    kill_all(role);
    confirming.join();
    stack().sandbox().set_reply_delay_ms(0);
    return answer;
  }

  /// Until the acquirer has executed it; its reply is still on its way.
  void wait_for_refund(std::int64_t part) {
    const auto deadline = steady_clock::now() + kEndsWithin;
    while (refunds_of(part).empty() && steady_clock::now() < deadline) {
      std::this_thread::sleep_for(milliseconds(20));
    }
    EXPECT_EQ(refunds_of(part).size(), 1U);
  }

  void expect_unknown_then_aborted(const std::string& role) {
    App app = new_app();
    const std::int64_t amount = unused_amount();
    const std::string key = held_by(app, amount);
    const ApiAnswer answer = confirm_and_kill(app, key, amount, role);
    const auto begun = steady_clock::now();
    EXPECT_EQ(answer.status, 504) << answer.summary();
    EXPECT_EQ(answer.code(), "OUTCOME_UNKNOWN");
    EXPECT_EQ(answer.body["retryable"], false);
    EXPECT_TRUE(becomes(key, "ABORTED", kEndsWithin));
    const auto took = std::chrono::duration_cast<milliseconds>(steady_clock::now() - begun);
    RecordProperty("ended_after_ms", static_cast<int>(took.count()));
    const auto timeline = shop().get_payment(key).body["timeline"];
    EXPECT_NE(timeline.dump().find("unknown"), std::string::npos) << timeline;
    EXPECT_EQ(purchases_of(amount).size(), 1U);
  }
};

TEST_F(KillTest, AWorkerKilledBetweenSendAndReplyEndsReversed) {
  expect_unknown_then_aborted("api");
}

TEST_F(KillTest, TheLinkKilledBetweenSendAndReplyEndsReversed) {
  expect_unknown_then_aborted("link");
}

TEST_F(KillTest, TheRelayKilledWhileItRepeatsAReversalGoesOn) {
  App app = new_app();
  const std::int64_t amount = unused_amount();
  const std::string key = held_by(app, amount);
  dev::FaultOrder lost;
  lost.kind = "lose_reply";
  lost.mti = "0420";
  lost.amount_minor = amount;
  stack().sandbox().arm(lost);
  EXPECT_EQ(confirm_and_kill(app, key, amount, "link").status, 504);
  const auto deadline = steady_clock::now() + kEndsWithin;
  while (reversals_of(amount).empty() && steady_clock::now() < deadline) {
    std::this_thread::sleep_for(milliseconds(20));
  }
  EXPECT_EQ(reversals_of(amount).size(), 1U);
  EXPECT_EQ(status_of(key), "UNKNOWN") << "its acknowledgement was lost";
  EXPECT_TRUE(comes_back("relay", kill_all("relay")));
  EXPECT_TRUE(becomes(key, "ABORTED", kEndsWithin));
}

TEST_F(KillTest, AWorkerKilledWhileItsRefundIsOutIsNotPaidBackTwice) {
  App app = new_app();
  const std::int64_t part = unused_amount();
  const std::string key = paid_by(app, 300'000);
  stack().sandbox().set_reply_delay_ms(kSlowReplyMs);
  ApiAnswer answer;
  std::jthread canceling(
      [&] { answer = shop().cancel_payment(key, "부분 반품", "killed-refund", part); });
  wait_for_refund(part);
  kill_all("api");
  canceling.join();
  stack().sandbox().set_reply_delay_ms(0);
  EXPECT_EQ(answer.status, 504) << answer.summary();
  EXPECT_EQ(answer.code(), "OUTCOME_UNKNOWN");
  EXPECT_TRUE(becomes(key, "PARTIAL_CANCELED", kEndsWithin));
  EXPECT_EQ(refunds_of(part).size(), 1U);
  ASSERT_TRUE(stack().wait_until_ready(seconds(20)));
  const ApiAnswer again = shop().cancel_payment(key, "부분 반품", "killed-refund", part);
  EXPECT_EQ(again.status, 200) << again.summary();
  EXPECT_TRUE(again.replayed());
  EXPECT_EQ(refunds_of(part).size(), 1U);
}

TEST_F(KillTest, TheLinkKilledWhileARefundIsOutIsNotPaidBackTwice) {
  App app = new_app();
  const std::int64_t part = unused_amount();
  const std::string key = paid_by(app, 300'000);
  stack().sandbox().set_reply_delay_ms(kSlowReplyMs);
  ApiAnswer answer;
  std::jthread canceling([&] { answer = shop().cancel_payment(key, "부분 반품", {}, part); });
  wait_for_refund(part);
  kill_all("link");
  canceling.join();
  stack().sandbox().set_reply_delay_ms(0);
  EXPECT_EQ(answer.status, 202) << answer.summary();
  EXPECT_TRUE(becomes(key, "PARTIAL_CANCELED", kEndsWithin));
  EXPECT_EQ(refunds_of(part).size(), 1U);
}

TEST_F(KillTest, TheRelayKilledWhileItSendsARefundDoesNotSendItAgain) {
  App app = new_app();
  const std::int64_t part = unused_amount();
  const std::string key = paid_by(app, 300'000);
  stack().stop_part(dev::Part::kSandbox);  // so that the relay has it
  EXPECT_EQ(shop().cancel_payment(key, "부분 반품", {}, part).status, 202);
  stack().start_part(dev::Part::kSandbox);
  stack().sandbox().set_reply_delay_ms(kSlowReplyMs);
  wait_for_refund(part);
  EXPECT_EQ(status_of(key), "DONE");
  EXPECT_TRUE(comes_back("relay", kill_all("relay")));
  stack().sandbox().set_reply_delay_ms(0);
  EXPECT_TRUE(becomes(key, "PARTIAL_CANCELED", kEndsWithin));
  EXPECT_EQ(refunds_of(part).size(), 1U);
}

TEST_F(KillTest, AfterAKillPaymentsGoOn) {
  App app = new_app();
  for (const char* role : {"api", "link", "relay"}) {
    ASSERT_TRUE(comes_back(role, kill_all(role))) << role;
    ASSERT_TRUE(stack().wait_until_ready(seconds(20))) << role;
    EXPECT_FALSE(paid_by(app).empty());
  }
}

}  // namespace
}  // namespace pay200::test
