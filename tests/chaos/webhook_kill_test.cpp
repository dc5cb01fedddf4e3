#include <algorithm>
#include <csignal>
#include <map>
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

/// The relay killed with -9 while it delivers.
class WebhookKillTest : public WholeStackTest {
 protected:
  static void SetUpTestSuite() {
    dev::StackOptions options;
    options.recovery_poll_ms = 50;
    options.webhook_timeout_ms = 5'000;  // and so a dead relay's webhooks come due again after 10 s
    start_stack(options);
  }
};

TEST_F(WebhookKillTest, EachWebhookArrivesAtLeastOnceUnderOneId) {
  constexpr std::size_t kWebhooks = 120;
  constexpr int kKills = 4;
  WebhookReceiver receiver(
      [](const Received&) {
        std::this_thread::sleep_for(milliseconds(100));  // so that a kill finds some under way
        return Reply{};
      },
      WebhookReceiver::Wire::kHttp);
  const auto made = shop().api().post("/v1/webhook-endpoints", {{"url", receiver.url()}});
  dev::expect_ok(made, "register");
  const std::string path = "/v1/webhook-endpoints/" + made.text("endpointId") + "/test";
  std::set<std::string> sent;
  std::thread killing([&] {
    for (int i = 0; i < kKills; ++i) {
      const std::size_t before = receiver.count();
      static_cast<void>(comes_true([&] { return receiver.count() > before; }, seconds(30)));
      for (const pid_t pid : stack().pids_of("relay")) ::kill(pid, SIGKILL);
    }
  });
  for (std::size_t i = 0; i < kWebhooks; ++i) {
    const auto one = shop().api().send("POST", path, std::nullopt);
    sent.insert(dev::expect_ok(one, "send").text("webhookId"));
  }
  killing.join();
  EXPECT_EQ(sent.size(), kWebhooks);

  const auto arrived = [&] {
    std::set<std::string> ids;
    for (const Received& received : receiver.received()) ids.insert(received.header("webhook-id"));
    return ids;
  };
  EXPECT_TRUE(comes_true([&] { return arrived().size() == kWebhooks; }, seconds(120)));
  EXPECT_EQ(arrived(), sent);
  std::map<std::string, std::string> bodies;
  for (const Received& received : receiver.received()) {
    EXPECT_EQ(verify_webhook(made.text("secret"), received.signed_webhook(), system_clock().now()),
              WebhookVerdict::kGenuine);
    const auto first = bodies.emplace(received.header("webhook-id"), received.body).first;
    EXPECT_EQ(first->second, received.body) << "the same each time";
  }
  EXPECT_TRUE(comes_true(
      [&] {
        return stack().postgres().execute(
                   "SELECT count(*) FROM pay200.webhook_delivery WHERE state = 'delivered'",
                   "pay200") == std::to_string(kWebhooks) + "\n";
      },
      seconds(120)))
      << stack().postgres().execute(
             "SELECT state, tries, last_outcome, count(*) FROM pay200.webhook_delivery GROUP BY 1, "
             "2, 3",
             "pay200");
}

}  // namespace
}  // namespace pay200::test
