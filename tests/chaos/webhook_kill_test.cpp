#include <algorithm>
#include <csignal>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "core/webhook/webhook_signature.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/webhook_receiver.hpp"
#include "tests/support/whole_stack.hpp"

namespace pay200::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Received = WebhookReceiver::Received;
using Reply = WebhookReceiver::Reply;

/// The relay killed with -9 while it publishes and delivers.
class WebhookKillTest : public WholeStackTest {
 protected:
  static void SetUpTestSuite() {
    dev::StackOptions options;
    options.recovery_poll_ms = 50;
    options.webhook_timeout_ms = 5'000;  // and so a dead relay's webhooks come due again after 10 s
    start_stack(options);
  }

  void listen_at(const WebhookReceiver& receiver) {
    const auto made = shop().api().post("/v1/webhook-endpoints", {{"url", receiver.url()}});
    dev::expect_ok(made, "register");
    secret_ = made.text("secret");
  }
  static void signal_relay(int number) {
    for (const pid_t pid : stack().pids_of("relay")) ::kill(pid, number);
  }
  static int count(const std::string& what) {
    return std::stoi(stack().postgres().execute("SELECT count(*) FROM pay200." + what, "pay200"));
  }

  /// The ids under which each payment's DONE came.
  static std::map<std::string, std::set<std::string>> told_of(const WebhookReceiver& receiver) {
    std::map<std::string, std::set<std::string>> ids;
    for (const Received& received : receiver.received()) {
      const auto body = nlohmann::json::parse(received.body);
      EXPECT_EQ(body.at("data").at("status"), "DONE");
      ids[body.at("data").at("paymentKey")].insert(received.header("webhook-id"));
    }
    return ids;
  }

  /// Each payment is told at least once, under one id, in the same bytes each time, and all is
  /// recorded.
  void expect_each_told(const WebhookReceiver& receiver, const std::set<std::string>& paid) {
    EXPECT_TRUE(comes_true([&] { return told_of(receiver).size() == paid.size(); }, seconds(120)));
    EXPECT_TRUE(comes_true([] { return count("outbox") == 0 && count("webhook_queue") == 0; },
                           seconds(120)));
    for (const auto& [key, ids] : told_of(receiver)) {
      EXPECT_TRUE(paid.contains(key));
      EXPECT_EQ(ids.size(), 1U) << key;
    }
    std::map<std::string, std::string> bodies;
    for (const Received& received : receiver.received()) {
      EXPECT_EQ(verify_webhook(secret_, received.signed_webhook(), system_clock().now()),
                WebhookVerdict::kGenuine);
      const auto first = bodies.emplace(received.header("webhook-id"), received.body).first;
      EXPECT_EQ(first->second, received.body);
    }
    EXPECT_EQ(count("webhook_delivery WHERE state <> 'delivered'"), 0);
  }

  std::string secret_;
};

TEST_F(WebhookKillTest, EachWebhookArrivesAtLeastOnceUnderOneId) {
  constexpr std::size_t kPayments = 40;
  constexpr int kKills = 4;
  WebhookReceiver receiver(
      [](const Received&) {
        std::this_thread::sleep_for(milliseconds(100));  // so that a kill finds some under way
        return Reply{};
      },
      WebhookReceiver::Wire::kHttp);
  listen_at(receiver);
  std::thread killing([&] {
    for (int i = 0; i < kKills; ++i) {
      const std::size_t before = receiver.count();
      static_cast<void>(comes_true([&] { return receiver.count() > before; }, seconds(30)));
      signal_relay(SIGKILL);
    }
  });
  App app = new_app();
  std::set<std::string> paid;
  while (paid.size() < kPayments) paid.insert(paid_by(app));
  killing.join();
  expect_each_told(receiver, paid);
}

TEST_F(WebhookKillTest, WhatWasPublishedBeforeItLeftTheOutboxIsOneWebhook) {
  constexpr std::size_t kPayments = 30;
  constexpr int kMostKills = 5;
  const std::string published_and_there =
      "outbox o JOIN pay200.webhook_delivery d ON d.merchant_id = o.merchant_id AND d.event_id = "
      "o.event_id";
  WebhookReceiver receiver([](const Received&) { return Reply{}; }, WebhookReceiver::Wire::kHttp);
  listen_at(receiver);
  App app = new_app();
  std::set<std::string> paid;
  // A round of many events lasts long enough to be killed in its midst; if not, once more.
  bool killed_between = false;
  for (int i = 0; i < kMostKills && !killed_between; ++i) {
    signal_relay(SIGSTOP);
    const std::size_t so_far = paid.size();
    while (paid.size() < so_far + kPayments) paid.insert(paid_by(app));
    signal_relay(SIGCONT);
    static_cast<void>(comes_true([&] { return count(published_and_there) > 0; }, seconds(2)));
    signal_relay(SIGKILL);
    killed_between = count(published_and_there) > 0;
  }
  EXPECT_TRUE(killed_between) << "or the test is about nothing";
  expect_each_told(receiver, paid);
}

}  // namespace
}  // namespace pay200::test
