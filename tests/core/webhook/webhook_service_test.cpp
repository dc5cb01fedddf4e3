#include "core/webhook/webhook_service.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/platform/crypto/crypto.hpp"
#include "core/webhook/webhook_signature.hpp"
#include "tests/core/webhook/webhook_world.hpp"

namespace pay200::test {
namespace {

using std::chrono::hours;
using testing::HasSubstr;

class WebhookServiceTest : public testing::Test {
 protected:
  /// Who can verify what is sent to it now.
  bool signs(const WebhookEndpoint& endpoint, const std::string& secret) {
    const auto sent = world_.queue.claim(world_.target(endpoint), 1);
    EXPECT_EQ(sent.size(), 1U);
    const auto headers = sent[0].headers(world_.now);
    world_.queue.record(world_.result(sent[0], WebhookOutcome::kDelivered, 200));
    return verify_webhook(secret,
                          {headers[0].second, headers[1].second, headers[2].second, sent[0].body},
                          world_.now) == WebhookVerdict::kGenuine;
  }

  WebhookWorld world_;
  WebhookService& service_ = world_.service;
  const WebhookEndpointId unknown_ = WebhookEndpointId::make(world_.now);
};

TEST_F(WebhookServiceTest, AnEndpointsSecretIsShownOnceAndKeptSealed) {
  const auto made = world_.endpoint();
  EXPECT_TRUE(webhook_key_of(made.secret));
  const auto read = service_.get_endpoint(world_.merchant_id, made.endpoint.id).value();
  EXPECT_EQ(read.url, "https://shop.example/hook");
  EXPECT_EQ(read.description, "주문 서버");
  EXPECT_TRUE(read.enabled);
  EXPECT_TRUE(read.event_types.empty());
  world_.webhook(made.endpoint);
  EXPECT_TRUE(signs(made.endpoint, made.secret));
  const std::string kept = world_.value("SELECT * FROM webhook_endpoint");
  EXPECT_EQ(kept.find(made.secret), std::string::npos);
  EXPECT_EQ(kept.find(crypto::to_hex(*webhook_key_of(made.secret))), std::string::npos);
}

TEST_F(WebhookServiceTest, AWorkerReadsNoSecretAndOnlyTheRelayTakesWebhooks) {
  EXPECT_EQ(
      world_.value("SELECT has_column_privilege('pay200_api', 'webhook_endpoint', "
                   "'secret_ciphertext', 'SELECT') OR has_column_privilege('pay200_operator', "
                   "'webhook_endpoint', 'secret_ciphertext', 'SELECT')"),
      "f");
  EXPECT_EQ(world_.value("SELECT bool_or(has_function_privilege('pay200_api', oid, 'EXECUTE')) "
                         "FROM pg_proc WHERE proname IN ('claim_webhooks', "
                         "'record_webhook_attempt', 'abandon_webhooks')"),
            "f");
}

TEST_F(WebhookServiceTest, AnUrlThatLeadsInsideIsRefusedByName) {
  const auto refused = service_.create_endpoint({world_.merchant_id, "https://127.1/", {}, {}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalidRequest);
  EXPECT_EQ(refused.error().param, "url");
  const auto made = world_.endpoint();
  const auto changed = service_.update_endpoint(world_.merchant_id, made.endpoint.id,
                                                {.url = "http://shop.example/"});
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().param, "url");
}

TEST_F(WebhookServiceTest, ThereAreTenEndpointsAtMost) {
  for (int i = 0; i < WebhookService::kMostEndpoints; ++i) world_.endpoint();
  const auto refused =
      service_.create_endpoint({world_.merchant_id, "https://shop.example/", {}, {}});
  EXPECT_EQ(refused.error().code, ErrorCode::kExceedMaxWebhookEndpoints);
  EXPECT_EQ(service_.list_endpoints(world_.merchant_id).size(), 10U);
}

TEST_F(WebhookServiceTest, WhatIsChangedIsChangedAndTheRestStays) {
  const auto made = world_.endpoint({WebhookEventType::kPaymentStatusChanged});
  const auto changed =
      service_
          .update_endpoint(world_.merchant_id, made.endpoint.id, {.url = "https://new.example/"})
          .value();
  EXPECT_EQ(changed.url, "https://new.example/");
  EXPECT_EQ(changed.description, "주문 서버");
  EXPECT_EQ(changed.event_types.size(), 1U);
  EXPECT_TRUE(changed.enabled);
}

TEST_F(WebhookServiceTest, DuringARotationEitherSecretVerifiesAndAfterItOnlyTheNewOne) {
  const auto made = world_.endpoint();
  const auto& endpoint = made.endpoint;
  const auto rotated = service_.rotate_secret(world_.merchant_id, endpoint.id, hours(24)).value();
  EXPECT_NE(rotated.secret, made.secret);
  EXPECT_EQ(rotated.endpoint.previous_secret_until, world_.now + hours(24));
  for (const std::string& secret : {made.secret, rotated.secret}) {
    world_.webhook(endpoint);
    EXPECT_TRUE(signs(endpoint, secret));
  }
  world_.now += hours(24);
  world_.webhook(endpoint);
  EXPECT_FALSE(signs(endpoint, made.secret));
  world_.webhook(endpoint);
  EXPECT_TRUE(signs(endpoint, rotated.secret));
}

TEST_F(WebhookServiceTest, ARotationWithoutOverlapEndsTheOldSecretNow) {
  const auto made = world_.endpoint();
  const auto rotated =
      service_.rotate_secret(world_.merchant_id, made.endpoint.id, hours(0)).value();
  EXPECT_FALSE(rotated.endpoint.previous_secret_until);
  world_.webhook(made.endpoint);
  EXPECT_FALSE(signs(made.endpoint, made.secret));
}

TEST_F(WebhookServiceTest, ADisabledEndpointGetsNothingAndItsWebhooksCanBeResentOnceItIsEnabled) {
  const auto made = world_.endpoint();
  const WebhookKey key = world_.webhook(made.endpoint);
  const auto disabled =
      service_.update_endpoint(world_.merchant_id, made.endpoint.id, {.enabled = false}).value();
  EXPECT_FALSE(disabled.enabled);
  EXPECT_EQ(disabled.disabled_reason, "merchant");
  EXPECT_EQ(world_.delivery(key).state, WebhookState::kFailed);
  EXPECT_TRUE(world_.queue.due_endpoints({}, 10).empty());
  EXPECT_EQ(service_.resend(key).error().code, ErrorCode::kDisabledWebhookEndpoint);
  EXPECT_EQ(service_.send_test(world_.merchant_id, made.endpoint.id).error().code,
            ErrorCode::kDisabledWebhookEndpoint);

  const auto enabled =
      service_.update_endpoint(world_.merchant_id, made.endpoint.id, {.enabled = true}).value();
  EXPECT_FALSE(enabled.disabled_reason);
  EXPECT_EQ(service_.resend(key)->state, WebhookState::kPending);
  EXPECT_EQ(world_.queue.claim(world_.target(made.endpoint), 10).size(), 1U);
}

TEST_F(WebhookServiceTest, ADeletedEndpointIsGoneAndItsLogStays) {
  const auto made = world_.endpoint();
  const WebhookKey key = world_.webhook(made.endpoint);
  ASSERT_TRUE(service_.delete_endpoint(world_.merchant_id, made.endpoint.id));
  EXPECT_EQ(world_.value("SELECT count(*) FROM webhook_endpoint"), "0");
  EXPECT_EQ(world_.value("SELECT count(*) FROM webhook_queue"), "0");
  EXPECT_EQ(world_.delivery(key).state, WebhookState::kFailed);
  EXPECT_EQ(service_.resend(key).error().code, ErrorCode::kDisabledWebhookEndpoint);
  EXPECT_FALSE(service_.delete_endpoint(world_.merchant_id, made.endpoint.id));
}

TEST_F(WebhookServiceTest, AnotherMerchantsThingsAreNotFound) {
  const auto made = world_.endpoint();
  const WebhookKey key = world_.webhook(made.endpoint);
  const MerchantId other{world_.merchant_id.value + 1};
  const auto id = made.endpoint.id;
  EXPECT_TRUE(service_.list_endpoints(other).empty());
  EXPECT_EQ(service_.get_endpoint(other, id).error().code, ErrorCode::kNotFoundWebhookEndpoint);
  EXPECT_FALSE(service_.update_endpoint(other, id, {.enabled = false}));
  EXPECT_FALSE(service_.delete_endpoint(other, id));
  EXPECT_FALSE(service_.rotate_secret(other, id, hours(0)));
  EXPECT_FALSE(service_.send_test(other, id));
  EXPECT_FALSE(service_.get_delivery({other, key.delivery_id}));
  EXPECT_EQ(service_.resend({other, key.delivery_id}).error().code, ErrorCode::kNotFoundWebhook);
  EXPECT_FALSE(service_.get_endpoint(world_.merchant_id, unknown_));
}

TEST_F(WebhookServiceTest, WebhooksAreListedNewestFirstByPageEndpointAndState) {
  const auto one = world_.endpoint();
  const auto two = world_.endpoint();
  std::vector<WebhookKey> keys;
  for (int i = 0; i < 5; ++i) {
    world_.now += std::chrono::seconds(1);
    keys.push_back(world_.webhook(i % 2 == 0 ? one.endpoint : two.endpoint));
  }
  const auto first = service_.list_deliveries({.merchant_id = world_.merchant_id, .limit = 3});
  ASSERT_EQ(first.deliveries.size(), 3U);
  EXPECT_TRUE(first.has_more);
  EXPECT_EQ(first.deliveries[0].key, keys[4]);
  const auto second = service_.list_deliveries({.merchant_id = world_.merchant_id,
                                                .after = first.deliveries[2].key.delivery_id,
                                                .limit = 3});
  ASSERT_EQ(second.deliveries.size(), 2U);
  EXPECT_FALSE(second.has_more);
  EXPECT_EQ(second.deliveries[1].key, keys[0]);
  EXPECT_EQ(
      service_.list_deliveries({.merchant_id = world_.merchant_id, .endpoint_id = two.endpoint.id})
          .deliveries.size(),
      2U);
  const auto sent = world_.queue.claim(world_.target(one.endpoint), 1);
  world_.queue.record(world_.result(sent[0], WebhookOutcome::kDelivered, 200));
  const auto of_state = [this](WebhookState state) {
    return service_.list_deliveries({.merchant_id = world_.merchant_id, .state = state})
        .deliveries.size();
  };
  EXPECT_EQ(of_state(WebhookState::kDelivered), 1U);
  EXPECT_EQ(of_state(WebhookState::kPending), 4U);
  EXPECT_EQ(of_state(WebhookState::kFailed), 0U);
}

TEST_F(WebhookServiceTest, AWebhookIsShownWithItsBodyAndItsAttempts) {
  const auto made = world_.endpoint();
  const WebhookKey key = world_.webhook(made.endpoint);
  const auto sent = world_.queue.claim(world_.target(made.endpoint), 1);
  auto result = world_.result(sent[0], WebhookOutcome::kRefused, 500);
  result.answer = std::string("bad\0\x1b[31m \xff", 11);
  world_.queue.record(result);
  const auto log = service_.get_delivery(key).value();
  EXPECT_THAT(log.body, HasSubstr(R"("eventType":"TEST")"));
  EXPECT_EQ(log.body, sent[0].body);
  ASSERT_EQ(log.attempts.size(), 1U);
  EXPECT_EQ(log.attempts[0].outcome, "REFUSED");
  EXPECT_EQ(log.attempts[0].http_status, 500);
  EXPECT_EQ(log.attempts[0].answer, "bad??[31m ");
  EXPECT_EQ(log.delivery.tries, 1);
  EXPECT_EQ(log.delivery.last_outcome, "REFUSED");
  EXPECT_EQ(log.delivery.state, WebhookState::kPending);
  EXPECT_TRUE(log.delivery.next_attempt_at);
}

}  // namespace
}  // namespace pay200::test
