#include <atomic>
#include <thread>

#include "core/webhook/webhook_signature.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/webhook_receiver.hpp"
#include "tests/support/whole_stack.hpp"

namespace pay200::test {
namespace {

using dev::ApiAnswer;
using nlohmann::json;
using std::chrono::seconds;
using Received = WebhookReceiver::Received;
using Reply = WebhookReceiver::Reply;

constexpr seconds kPatience{60};

/// A shop's server hears of its payments, through the whole gateway.
class WebhookTest : public WholeStackTest {
 protected:
  static void SetUpTestSuite() {
    dev::StackOptions options;
    options.recovery_poll_ms = 100;
    options.webhook_timeout_ms = 2'000;
    start_stack(options);
  }

  /// Its id; keeps its secret.
  std::string register_endpoint(const WebhookReceiver& receiver) {
    const auto made = shop().api().post("/v1/webhook-endpoints", {{"url", receiver.url()}});
    dev::expect_ok(made, "register");
    secret_ = made.text("secret");
    return made.text("endpointId");
  }
  bool genuine(const Received& received) const {
    return verify_webhook(secret_, received.signed_webhook(), system_clock().now()) ==
           WebhookVerdict::kGenuine;
  }
  /// Those of one payment and type, oldest first.
  static std::vector<json> told_of(const WebhookReceiver& receiver, const std::string& payment_key,
                                   const std::string& type) {
    std::vector<json> bodies;
    for (const Received& received : receiver.received()) {
      const json body = json::parse(received.body);
      if (body["eventType"] == type && body["data"]["paymentKey"] == payment_key) {
        bodies.push_back(body);
      }
    }
    return bodies;
  }

  std::string secret_;
};

TEST_F(WebhookTest, APaymentIsToldAsTheApiShowsIt) {
  WebhookReceiver receiver([](const Received&) { return Reply{}; }, WebhookReceiver::Wire::kHttp);
  register_endpoint(receiver);
  App app = new_app();
  const std::string key = paid_by(app);
  ASSERT_TRUE(comes_true([&] { return receiver.count() >= 1; }, kPatience));
  const auto told = told_of(receiver, key, "PAYMENT_STATUS_CHANGED");
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0]["version"], "2022-11-16");
  json shown = shop().get_payment(key).body;
  shown["pageToken"] = nullptr;  // a key for a page is no news, and the log would keep it
  EXPECT_EQ(told[0]["data"], shown);
  EXPECT_EQ(told[0]["data"]["status"], "DONE");
  EXPECT_TRUE(genuine(receiver.received()[0]));
}

TEST_F(WebhookTest, ACancelIsToldAsThePaymentsAndAsItself) {
  WebhookReceiver receiver([](const Received&) { return Reply{}; }, WebhookReceiver::Wire::kHttp);
  register_endpoint(receiver);
  App app = new_app();
  const std::string key = paid_by(app);
  dev::expect_ok(shop().cancel_payment(key, "단순 변심"), "cancel");
  told(key, dev::Told::What::kCanceled);
  ASSERT_TRUE(comes_true([&] { return !told_of(receiver, key, "CANCEL_STATUS_CHANGED").empty(); },
                         kPatience));
  const json cancel = told_of(receiver, key, "CANCEL_STATUS_CHANGED")[0]["data"];
  const ApiAnswer payment = shop().get_payment(key);
  EXPECT_EQ(cancel["orderId"], payment.body["orderId"]);
  for (const auto& [name, value] : payment.body["cancels"][0].items()) {
    EXPECT_EQ(cancel[name], value) << name;
  }
  ASSERT_TRUE(comes_true(
      [&] {
        const auto statuses = told_of(receiver, key, "PAYMENT_STATUS_CHANGED");
        return !statuses.empty() && statuses.back()["data"]["status"] == "CANCELED";
      },
      kPatience));
  for (const Received& received : receiver.received()) EXPECT_TRUE(genuine(received));
}

TEST_F(WebhookTest, WhatFailedIsSeenAndResent) {
  std::atomic<int> status{500};
  WebhookReceiver receiver([&](const Received&) { return Reply{.status = status}; },
                           WebhookReceiver::Wire::kHttp);
  const std::string endpoint = register_endpoint(receiver);
  const auto sent =
      shop().api().send("POST", "/v1/webhook-endpoints/" + endpoint + "/test", std::nullopt);
  const std::string path = "/v1/webhooks/" + dev::expect_ok(sent, "test").text("webhookId");
  ASSERT_TRUE(comes_true([&] { return shop().api().get(path).body.at("tries").get<int>() >= 1; },
                         kPatience));
  const auto seen = shop().api().get(path);
  EXPECT_EQ(seen.body["lastHttpStatus"], 500);
  EXPECT_EQ(seen.body["attempts"][0]["outcome"], "REFUSED");
  status = 200;
  dev::expect_ok(shop().api().send("POST", path + "/resend", std::nullopt), "resend");
  ASSERT_TRUE(
      comes_true([&] { return shop().api().get(path).text("status") == "DELIVERED"; }, kPatience));
}

TEST_F(WebhookTest, AnOperatorListensForwardsAndVerifies) {
  WebhookReceiver local([](const Received&) { return Reply{}; }, WebhookReceiver::Wire::kHttp);
  const std::string merchant = shop_account().merchant_id;
  dev::Finished listened;
  std::thread listening([&] {
    listened = stack().pgctl({"webhook", "listen", "--merchant", merchant, "--forward-to",
                              local.url(), "--count", "1", "--output", "json"});
  });
  EXPECT_TRUE(comes_true(
      [&] {
        return stack().postgres().execute(
                   "SELECT count(*) FROM pay200.webhook_endpoint WHERE "
                   "listens_until IS NOT NULL",
                   "pay200") == "1\n";
      },
      kPatience));
  // Two webhooks at once, of which the second is beyond the count.
  const std::string key = created().text("paymentKey");
  dev::expect_ok(shop().cancel_payment(key, "단순 변심"), "cancel");
  listening.join();
  EXPECT_EQ(listened.status, 0) << listened.err;
  ASSERT_EQ(local.count(), 1U);
  EXPECT_EQ(json::parse(listened.out)["body"]["data"]["paymentKey"], key);
  const auto at = listened.err.find("whsec_");
  ASSERT_NE(at, std::string::npos) << listened.err;
  secret_ = listened.err.substr(at, listened.err.find_first_of(" \n", at) - at);
  EXPECT_TRUE(genuine(local.received()[0]));
  EXPECT_EQ(stack().postgres().execute("SELECT count(*) FROM pay200.webhook_endpoint WHERE "
                                       "listens_until IS NOT NULL",
                                       "pay200"),
            "0\n");
}

}  // namespace
}  // namespace pay200::test
