#include "fcgi-app/relay/webhook_sender.hpp"

#include <algorithm>
#include <atomic>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "core/merchant/merchant_service.hpp"
#include "core/platform/crypto/crypto.hpp"
#include "core/webhook/webhook_service.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/named_address.hpp"
#include "tests/support/test_database.hpp"
#include "tests/support/webhook_receiver.hpp"

namespace pay200::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using Manner = WebhookReceiver::Manner;
using Received = WebhookReceiver::Received;
using Reply = WebhookReceiver::Reply;

constexpr const char* kKey = "fedcba9876543210fedcba9876543210";
constexpr seconds kPatience{60};

class WebhookSenderTest : public testing::Test {
 protected:
  WebhookSenderTest() {
    MerchantService::NewMerchant merchant;
    merchant.name = "한강 커피";
    merchant.business_number = "220-81-62517";
    merchant_ =
        MerchantService(database_.operators(), system_clock()).add_merchant(merchant).value().id;
    options_.poll_interval = milliseconds(50);
    options_.transfer.timeout = seconds(2);
    options_.transfer.allow_loopback = true;
    options_.transfer.ca_file = receiver_.ca_file();
  }

  void start() { sender_.emplace(queue_, system_clock(), options_); }

  Answered<WebhookService::WithSecret> endpoint(const std::string& url) {
    return service_.create_endpoint({merchant_, url, {}, {}}).value();
  }
  /// Also what no shop could register.
  WebhookEndpoint endpoint_at(const std::string& url) {
    const auto made = endpoint("https://shop.example/");
    database_.execute("UPDATE pay200.webhook_endpoint SET url = '" + url +
                      "' WHERE endpoint_id = '" + made.endpoint.id.to_sql() + "'");
    return made.endpoint;
  }
  WebhookKey send(const WebhookEndpoint& to) {
    return service_.send_test(merchant_, to.id).value().key;
  }
  WebhookDelivery delivery(const WebhookKey& key) {
    return service_.get_delivery(key).value().delivery;
  }
  std::size_t count(const char* what) {
    return std::stoul(database_.execute(std::string("SELECT count(*) FROM pay200.") + what));
  }
  void from_now_on(std::map<std::string, Reply> replies) {
    const std::lock_guard lock(mutex_);
    replies_ = std::move(replies);
  }
  std::ptrdiff_t came_to(const char* path) {
    return std::ranges::count(receiver_.received(), path, &Received::path);
  }
  std::size_t attempts() { return count("webhook_attempt"); }
  std::size_t delivered() { return count("webhook_delivery WHERE state = 'delivered'"); }
  /// Waits until it has been tried, or the test fails.
  WebhookLog tried(const WebhookKey& key, int tries = 1) {
    EXPECT_TRUE(comes_true([&] { return delivery(key).tries >= tries; }, kPatience));
    return service_.get_delivery(key).value();
  }

  std::mutex mutex_;
  std::map<std::string, Reply> replies_;  ///< by path; 200 for every other
  std::map<std::string, milliseconds> delays_;
  WebhookReceiver receiver_{[this](const Received& received) {
    if (delays_.contains(received.path)) std::this_thread::sleep_for(delays_.at(received.path));
    const std::lock_guard lock(mutex_);
    const auto found = replies_.find(received.path);
    return found == replies_.end() ? Reply{} : found->second;
  }};
  TestDatabase database_;
  MerchantId merchant_;
  WebhookService service_{database_.api(), system_clock(), kKey, true};
  WebhookQueue queue_{database_.relay(), system_clock(), kKey, webhook_lease(seconds(2))};
  WebhookSenderOptions options_;
  std::optional<WebhookSender> sender_;
};

TEST_F(WebhookSenderTest, WhatArrivesIsSignedByStandardWebhooks) {
  start();
  const auto made = endpoint(receiver_.url());
  const WebhookKey key = send(made.endpoint);
  const WebhookLog log = tried(key);
  EXPECT_EQ(log.delivery.state, WebhookState::kDelivered);
  const auto received = receiver_.received();
  ASSERT_EQ(received.size(), 1U);
  EXPECT_EQ(received[0].header("content-type"), "application/json; charset=utf-8");
  EXPECT_EQ(received[0].header("webhook-id"), to_text(key));
  EXPECT_EQ(received[0].body, log.body);
  EXPECT_EQ(received[0].header("expect"), "");
  SignedWebhook webhook = received[0].signed_webhook();
  const Time now = system_clock().now();
  EXPECT_EQ(verify_webhook(made.secret, webhook, now), WebhookVerdict::kGenuine);
  webhook.body[10] = static_cast<char>(webhook.body[10] ^ 1);
  EXPECT_EQ(verify_webhook(made.secret, webhook, now), WebhookVerdict::kWrongSignature);
}

TEST_F(WebhookSenderTest, WhatAReceiverDoesIsTreatedAsDesigned) {
  struct Case {
    const char* path;
    Reply reply;
    WebhookOutcome outcome;
    std::optional<int> status;
    WebhookState state;
  };
  const std::string elsewhere = "Location: " + receiver_.url("/elsewhere") + "\r\n";
  const std::vector<Case> cases = {
      {"/ok", {201}, WebhookOutcome::kDelivered, 201, WebhookState::kDelivered},
      {"/500", {500, "", "no"}, WebhookOutcome::kRefused, 500, WebhookState::kPending},
      {"/404", {404}, WebhookOutcome::kRefused, 404, WebhookState::kPending},
      {"/302", {302, elsewhere}, WebhookOutcome::kRedirected, 302, WebhookState::kPending},
      {"/307", {307, elsewhere}, WebhookOutcome::kRedirected, 307, WebhookState::kPending},
      {"/410", {410}, WebhookOutcome::kGone, 410, WebhookState::kFailed},
      {"/later",
       {503, "Retry-After: 600\r\n"},
       WebhookOutcome::kRefused,
       503,
       WebhookState::kPending},
      {"/hang", {.manner = Manner::kHang}, WebhookOutcome::kTimedOut, {}, WebhookState::kPending},
      {"/cut", {.manner = Manner::kCut}, WebhookOutcome::kCut, {}, WebhookState::kPending},
      {"/cut-in-head",
       {.manner = Manner::kCutInHead},
       WebhookOutcome::kCut,
       {},
       WebhookState::kPending},
      {"/cut-early",
       {.manner = Manner::kCutEarly},
       WebhookOutcome::kCut,
       103,
       WebhookState::kPending},
      // Its status has said that it was taken.
      {"/cut-in-body",
       {.manner = Manner::kCutInBody},
       WebhookOutcome::kDelivered,
       200,
       WebhookState::kDelivered},
      {"/drip",
       {.manner = Manner::kDrip},
       WebhookOutcome::kDelivered,
       200,
       WebhookState::kDelivered},
      {"/endless",
       {.manner = Manner::kEndless},
       WebhookOutcome::kDelivered,
       200,
       WebhookState::kDelivered},
  };
  for (const Case& c : cases) replies_[c.path] = c.reply;
  start();
  std::size_t made_so_far = 0;
  for (const Case& c : cases) {
    SCOPED_TRACE(c.path);
    // Ten endpoints are what a merchant may have.
    if (++made_so_far % 10 == 0) database_.execute("DELETE FROM pay200.webhook_endpoint");
    const auto made = endpoint(receiver_.url(c.path));
    const auto log = tried(send(made.endpoint));
    EXPECT_EQ(log.delivery.last_outcome, to_text(c.outcome));
    EXPECT_EQ(log.delivery.last_status, c.status);
    EXPECT_EQ(log.delivery.state, c.state);
    EXPECT_LE(log.attempts[0].answer.size(), 1'024U);
    const auto endpoint_now = service_.get_endpoint(merchant_, made.endpoint.id).value();
    EXPECT_EQ(endpoint_now.enabled, c.outcome != WebhookOutcome::kGone);
    if (c.state != WebhookState::kPending) continue;
    const auto pause = *log.delivery.next_attempt_at - *log.delivery.last_attempt_at;
    const bool later = std::string(c.path) == "/later";
    EXPECT_GE(pause, later ? minutes(10) : seconds(5));
    EXPECT_LE(pause, later ? minutes(11) : seconds(30));
  }
  for (const Received& received : receiver_.received()) EXPECT_NE(received.path, "/elsewhere");
}

TEST_F(WebhookSenderTest, WhatFailedIsSentAgainUnderTheSameIdWithANewTimestamp) {
  replies_["/webhook"] = {500};
  start();
  const auto made = endpoint(receiver_.url());
  const WebhookKey key = send(made.endpoint);
  tried(key);
  from_now_on({});
  const auto log = tried(key, 2);
  EXPECT_EQ(log.delivery.state, WebhookState::kDelivered);
  const auto received = receiver_.received();
  ASSERT_EQ(received.size(), 2U);
  EXPECT_EQ(received[0].header("webhook-id"), received[1].header("webhook-id"));
  EXPECT_NE(received[0].header("webhook-timestamp"), received[1].header("webhook-timestamp"));
  EXPECT_EQ(received[0].body, received[1].body);
}

TEST_F(WebhookSenderTest, AReceiverThatCannotBeReachedOrTrustedGetsNothing) {
  options_.transfer.ca_file = "";  // the system's, which does not know ours
  start();
  const auto untrusted = endpoint(receiver_.url());
  EXPECT_EQ(tried(send(untrusted.endpoint)).delivery.last_outcome, "TLS_FAILED");
  EXPECT_EQ(receiver_.count(), 0U);
  WebhookReceiver plain([](const Received&) { return Reply{}; }, WebhookReceiver::Wire::kHttp);
  const auto no_tls = endpoint("https://127.0.0.1:" + std::to_string(plain.port()) + "/");
  EXPECT_NE(tried(send(no_tls.endpoint)).delivery.last_outcome, "DELIVERED");
  EXPECT_EQ(plain.count(), 0U);
  const auto nobody = endpoint("https://127.0.0.1:1/");
  EXPECT_EQ(tried(send(nobody.endpoint)).delivery.last_outcome, "NOT_CONNECTED");
}

TEST_F(WebhookSenderTest, AnotherNameThanTheCertificatesIsNotTrusted) {
  start();
  const auto other = endpoint(receiver_.url("/", "127.0.0.2"));
  const auto log = tried(send(other.endpoint));
  EXPECT_EQ(log.delivery.last_outcome, "TLS_FAILED");
  EXPECT_EQ(receiver_.count(), 0U);
}

TEST_F(WebhookSenderTest, NoDisguiseOfAnAddressInsideIsSentTo) {
  options_.transfer.allow_loopback = false;
  start();
  const std::string port = ":" + std::to_string(receiver_.port()) + "/";
  int made = 0;
  for (const std::string host : {"127.0.0.1",
                                 "127.1",
                                 "127.0.1",
                                 "2130706433",
                                 "0x7f000001",
                                 "0x7f.0.0.1",
                                 "0177.0.0.1",
                                 "017700000001",
                                 "localhost",
                                 "LOCALHOST",
                                 "[::1]",
                                 "[0:0:0:0:0:0:0:1]",
                                 "[::ffff:127.0.0.1]",
                                 "[::ffff:7f00:1]",
                                 "127.0.0.1.",
                                 "0.0.0.0",
                                 "0",
                                 "10.0.0.1",
                                 "10.1",
                                 "192.168.0.1",
                                 "172.16.0.1",
                                 "169.254.169.254",
                                 "0xa9fea9fe",
                                 "2852039166",
                                 "100.64.0.1",
                                 "[fe80::1]",
                                 "[fd00::1]",
                                 "[::ffff:10.0.0.1]",
                                 "[::ffff:a9fe:a9fe]",
                                 "[64:ff9b::a00:1]"}) {
    SCOPED_TRACE(host);
    if (++made % 10 == 0) database_.execute("DELETE FROM pay200.webhook_endpoint");
    const auto log = tried(send(endpoint_at("https://" + host + port)));
    // Where this machine has no IPv6, there may be no socket to refuse.
    const std::string outcome = log.delivery.last_outcome.value_or("");
    EXPECT_TRUE(outcome == "ADDRESS_REFUSED" ||
                (host[0] == '[' || host == "127.0.0.1." ? outcome == "NOT_CONNECTED" : false))
        << outcome;
    EXPECT_FALSE(log.delivery.last_status);
  }
  EXPECT_EQ(receiver_.connections(), 0U);
}

TEST_F(WebhookSenderTest, OtherProtocolsAreNotSpoken) {
  options_.transfer.allow_loopback = false;
  start();
  WebhookReceiver plain([](const Received&) { return Reply{}; }, WebhookReceiver::Wire::kHttp);
  for (const std::string& url :
       {plain.url(), std::string("file:///etc/passwd"), "gopher" + plain.url().substr(4),
        "ftp" + plain.url().substr(4), std::string("dict://127.0.0.1:11211/")}) {
    SCOPED_TRACE(url);
    const auto log = tried(send(endpoint_at(url)));
    EXPECT_NE(log.delivery.last_outcome, "DELIVERED");
    EXPECT_EQ(log.attempts[0].answer, "");
  }
  EXPECT_EQ(plain.connections(), 0U);
}

TEST_F(WebhookSenderTest, InDevelopmentHttpReachesThisMachineOnly) {
  start();
  WebhookReceiver plain([](const Received&) { return Reply{}; }, WebhookReceiver::Wire::kHttp);
  EXPECT_EQ(tried(send(endpoint(plain.url()).endpoint)).delivery.state, WebhookState::kDelivered);
  EXPECT_EQ(tried(send(endpoint_at("http://10.0.0.1/"))).delivery.last_outcome, "ADDRESS_REFUSED");
  EXPECT_EQ(tried(send(endpoint_at("http://8.8.8.8/"))).delivery.last_outcome, "ADDRESS_REFUSED");
}

TEST_F(WebhookSenderTest, AProxyOfTheEnvironmentIsNotUsed) {
  WebhookReceiver proxy([](const Received&) { return Reply{}; }, WebhookReceiver::Wire::kHttp);
  ::setenv("https_proxy", proxy.url("").c_str(), 1);
  start();
  EXPECT_EQ(tried(send(endpoint(receiver_.url()).endpoint)).delivery.state,
            WebhookState::kDelivered);
  EXPECT_EQ(proxy.connections(), 0U);
  ::unsetenv("https_proxy");
}

TEST_F(WebhookSenderTest, WhatIsNewGoesAtOnceWhicheverThreadSaysSo) {
  constexpr std::size_t kThreads = 4, kOfEach = 5;
  options_.poll_interval = minutes(10);
  const auto made = endpoint(receiver_.url()).endpoint;
  start();
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (std::size_t j = 0; j < kOfEach; ++j) {
        send(made);
        sender_->wake();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(comes_true([&] { return receiver_.count() == kThreads * kOfEach; }, kPatience));
}

TEST_F(WebhookSenderTest, OneThatHangsHoldsUpNobodyElse) {
  constexpr std::size_t kEach = 40;
  replies_["/hang"] = {.manner = Manner::kHang};
  options_.concurrency = 16;
  options_.per_endpoint = 4;
  options_.transfer.timeout = minutes(2);  // it never ends while the test lasts
  const auto hanging = endpoint(receiver_.url("/hang")).endpoint;
  const auto well = endpoint(receiver_.url("/well")).endpoint;
  for (std::size_t i = 0; i < kEach; ++i) {
    send(hanging);
    send(well);
  }
  start();
  EXPECT_TRUE(comes_true([&] { return delivered() == kEach; }, kPatience));
  EXPECT_EQ(came_to("/hang"), 1) << "its share, and no more";
}

TEST_F(WebhookSenderTest, ThoseThatAnswerInTimeButSlowlyHoldUpNobodyElse) {
  constexpr int kSlow = 8, kEach = 20;
  delays_["/slow"] = milliseconds(600);
  options_.concurrency = 16;
  options_.per_endpoint = 4;  // of four of them, that would be all
  options_.quick = milliseconds(200);
  std::vector<WebhookEndpoint> slow;
  for (int i = 0; i < kSlow; ++i) slow.push_back(endpoint(receiver_.url("/slow")).endpoint);
  const auto well = endpoint(receiver_.url("/well")).endpoint;
  for (int i = 0; i < kEach; ++i) {
    for (const auto& one : slow) send(one);
    send(well);
  }
  start();
  ASSERT_TRUE(comes_true([&] { return came_to("/well") >= kEach; }, kPatience));
  EXPECT_LT(came_to("/slow"), kSlow * kEach / 2) << "it did not wait for them";
}

TEST_F(WebhookSenderTest, AllThatAreKnownToBeSlowTogetherHoldHalfOfThePlaces) {
  constexpr std::size_t kEndpoints = 4;
  replies_["/hang"] = {.manner = Manner::kHang};
  options_.concurrency = kEndpoints;
  options_.transfer.timeout = seconds(1);
  for (std::size_t i = 0; i < kEndpoints; ++i) {
    const auto hanging = endpoint(receiver_.url("/hang")).endpoint;
    for (int j = 0; j < 10; ++j) send(hanging);
  }
  start();
  ASSERT_TRUE(comes_true([&] { return attempts() >= kEndpoints; }, kPatience));
  while (attempts() < 12) {
    const std::size_t begun = receiver_.count();
    EXPECT_LE(begun, attempts() + kEndpoints / 2);
  }
}

TEST_F(WebhookSenderTest, OneThatLetATryTimeOutGetsOneAtATimeUntilItAnswers) {
  constexpr std::size_t kShare = 4;
  options_.per_endpoint = kShare;
  options_.transfer.timeout = seconds(1);
  const auto hanging = endpoint(receiver_.url("/hang")).endpoint;
  start();
  tried(send(hanging));  // it has answered quickly
  from_now_on({{"/hang", {.manner = Manner::kHang}}});
  for (int i = 0; i < 20; ++i) send(hanging);
  // Its share, and then one after the other.
  EXPECT_TRUE(comes_true([&] { return receiver_.count() > 1 + kShare; }, kPatience));
  const std::size_t before = receiver_.count();
  const std::size_t ended = attempts();
  EXPECT_LE(before, ended + 1) << "one under way, besides those that have ended";
  EXPECT_TRUE(comes_true([&] { return attempts() >= ended + 2; }, kPatience));
  const std::size_t later = receiver_.count();
  EXPECT_LE(later, attempts() + 1);
  from_now_on({});
  EXPECT_TRUE(comes_true([&] { return delivered() == 21; }, kPatience));
}

TEST_F(WebhookSenderTest, ANameThatLeadsInsideIsNotSentTo) {
  options_.transfer.allow_loopback = false;
  start();
  const std::string port = ":" + std::to_string(receiver_.port()) + "/";
  int made = 0;
  for (const std::string address : {"127.0.0.1", "10.0.0.1", "192.168.0.1", "169.254.169.254"}) {
    SCOPED_TRACE(address);
    const std::string name = "inside" + std::to_string(++made) + ".shop.example";
    const NamedAddress named(name, address);
    const auto log = tried(send(endpoint("https://" + name + port).endpoint));
    EXPECT_EQ(log.delivery.last_outcome, "ADDRESS_REFUSED");
  }
  EXPECT_EQ(receiver_.connections(), 0U);
}

TEST_F(WebhookSenderTest, ANameThatLeadsElsewhereTheNextTimeIsLookedAtAgain) {
  const std::string name = "rebound.shop.example";
  WebhookReceiver shop([](const Received&) { return Reply{}; }, WebhookReceiver::Wire::kHttp);
  NamedAddress named(name, "127.0.0.1");  // which may be sent to here, as one outside may elsewhere
  const auto made = endpoint_at("http://" + name + ":" + std::to_string(shop.port()) + "/");
  start();
  EXPECT_EQ(tried(send(made)).delivery.last_outcome, "DELIVERED");
  named.leads_to("10.0.0.1");
  start();  // anew, for curl remembers a name for a minute
  EXPECT_EQ(tried(send(made)).delivery.last_outcome, "ADDRESS_REFUSED");
  EXPECT_EQ(shop.count(), 1U);
}

TEST_F(WebhookSenderTest, ANameWhoseServersAreSilentHoldsUpNobodyElse) {
  options_.transfer.timeout = seconds(1);
  NamedAddress silent("silent.shop.example", "127.0.0.1");
  silent.hangs();
  start();
  const auto log = tried(send(endpoint("https://silent.shop.example/").endpoint));
  EXPECT_EQ(log.delivery.last_outcome, "TIMED_OUT");
  const auto well = send(endpoint(receiver_.url()).endpoint);
  EXPECT_EQ(tried(well).delivery.state, WebhookState::kDelivered) << "while it is still asked for";
}

TEST_F(WebhookSenderTest, ASecretRotatesUnderTrafficWithoutOneFailedVerification) {
  std::string secret;  // what the shop has now
  std::atomic<int> failed{0};
  WebhookReceiver shop([&](const Received& received) {
    const std::lock_guard lock(mutex_);
    const bool genuine = verify_webhook(secret, received.signed_webhook(), system_clock().now()) ==
                         WebhookVerdict::kGenuine;
    if (!genuine) ++failed;
    return Reply{genuine ? 200 : 401};
  });
  options_.transfer.ca_file = shop.ca_file();
  const auto made = endpoint(shop.url());
  secret = made.secret;
  start();
  int sent = 0;
  const auto send_some = [&](int more) {
    for (int i = 0; i < more; ++i) send(made.endpoint);
    sent += more;
    sender_->wake();
  };
  for (int rotation = 0; rotation < 4; ++rotation) {
    send_some(20);
    const auto rotated =
        service_.rotate_secret(merchant_, made.endpoint.id, std::chrono::hours(1)).value();
    send_some(20);
    // What was signed before the rotation has arrived; a shop takes longer to change over.
    EXPECT_TRUE(
        comes_true([&] { return shop.count() >= static_cast<std::size_t>(sent) - 20; }, kPatience));
    const std::lock_guard lock(mutex_);
    secret = rotated.secret;
  }
  EXPECT_TRUE(
      comes_true([&] { return shop.count() >= static_cast<std::size_t>(sent); }, kPatience));
  EXPECT_EQ(failed, 0);
}

TEST_F(WebhookSenderTest, ADatabaseThatWasAwayLosesNothing) {
  const auto made = endpoint(receiver_.url());
  start();
  tried(send(made.endpoint));
  TestDatabase::cluster().restart();
  const auto key = send(made.endpoint);
  EXPECT_EQ(tried(key).delivery.state, WebhookState::kDelivered);
}

TEST_F(WebhookSenderTest, AtAStopWhatIsUnderWayIsFinishedAndTheRestComesDueAgain) {
  const auto made = endpoint(receiver_.url());
  for (int i = 0; i < 30; ++i) send(made.endpoint);
  start();
  EXPECT_TRUE(comes_true([&] { return receiver_.count() > 0; }, kPatience));
  sender_.reset();
  const std::size_t arrived = receiver_.count();
  EXPECT_EQ(delivered(), arrived) << "each that arrived is recorded";
  start();
  EXPECT_TRUE(comes_true([&] { return receiver_.count() >= 30; }, kPatience));
}

}  // namespace
}  // namespace pay200::test
