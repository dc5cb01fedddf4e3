#include "core/webhook/webhook_service.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

#include "core/platform/crypto/crypto.hpp"
#include "core/webhook/webhook_signature.hpp"
#include "tests/core/webhook/webhook_world.hpp"
#include "tests/support/together.hpp"

namespace pay200::test {
namespace {

using std::chrono::hours;
using testing::HasSubstr;
using testing::Not;

class WebhookServiceTest : public testing::Test {
 protected:
  /// Who can verify what is sent to it now.
  bool signs(const WebhookEndpoint& endpoint, const std::string& secret) {
    const auto sent = world_.queue.claim(world_.target(endpoint), 1);
    EXPECT_EQ(sent.size(), 1U);
    const auto headers = sent[0].headers(world_.now);
    world_.queue.record(sent[0], world_.result(WebhookOutcome::kDelivered, 200));
    return verify_webhook(secret,
                          {headers[0].second, headers[1].second, headers[2].second, sent[0].body},
                          world_.now) == WebhookVerdict::kGenuine;
  }

  static IdempotencyClaim claim(const std::string& key, const std::string& body = "{}") {
    return make_claim("fedcba9876543210", "merchant:1", "POST", "/v1/" + key, key, body);
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
                         "'record_webhook_attempt', 'abandon_webhooks', 'publish_webhook')"),
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

TEST_F(WebhookServiceTest, RotatedAgainWithinTheOverlapWhateverSecretAServerHasSignsOn) {
  const auto made = world_.endpoint();
  const auto rotate = [&] {
    world_.now += hours(1);
    return service_.rotate_secret(world_.merchant_id, made.endpoint.id, hours(24)).value();
  };
  const auto expect_signs = [&](const std::string& secret, bool expected) {
    world_.webhook(made.endpoint);
    EXPECT_EQ(signs(made.endpoint, secret), expected);
  };
  const auto first = rotate();
  const auto second = rotate();
  EXPECT_EQ(second.endpoint.previous_secret_until, world_.now + hours(24));
  expect_signs(made.secret, true);  // had neither answer arrived
  expect_signs(first.secret, true);
  expect_signs(second.secret, true);
  const auto third = rotate();
  expect_signs(made.secret, true);
  expect_signs(first.secret, false);
  expect_signs(second.secret, true);
  expect_signs(third.secret, true);
  world_.now += hours(24);
  expect_signs(made.secret, false);
  expect_signs(second.secret, false);
  const auto fourth = rotate();
  expect_signs(second.secret, false);
  expect_signs(third.secret, true);
  expect_signs(fourth.secret, true);
}

TEST_F(WebhookServiceTest, ARepeatedRequestUnderItsKeyIsAnsweredAsItWasAndDoneOnce) {
  const auto create = claim("create");
  const WebhookService::NewEndpoint wanted = {world_.merchant_id, "https://shop.example/", {}, {}};
  const auto made = service_.create_endpoint(wanted, create).value();
  EXPECT_FALSE(made.replayed);
  const auto id = made.endpoint.id;
  const auto rotated =
      service_.rotate_secret(world_.merchant_id, id, hours(24), claim("rotate")).value();
  const auto moved =
      service_.update_endpoint(world_.merchant_id, id, {.url = "https://a.example/"}, claim("move"))
          .value();
  const auto sent = service_.send_test(world_.merchant_id, id, claim("test")).value();
  const auto resent = service_.resend(sent.key, claim("resend")).value();

  service_.update_endpoint(world_.merchant_id, id, {.url = "https://b.example/"}).value();
  const auto outgoing = world_.queue.claim(world_.target(made.endpoint), 1);
  world_.queue.record(outgoing.at(0), world_.result(WebhookOutcome::kDelivered, 200));
  world_.now += hours(1);

  const auto made_again = service_.create_endpoint(wanted, create).value();
  EXPECT_TRUE(made_again.replayed);
  EXPECT_EQ(made_again.endpoint.id, id);
  EXPECT_EQ(made_again.endpoint.created_at, made.endpoint.created_at);
  EXPECT_EQ(made_again.secret, made.secret);
  EXPECT_EQ(service_.list_endpoints(world_.merchant_id).size(), 1U);
  const auto rotated_again =
      service_.rotate_secret(world_.merchant_id, id, hours(24), claim("rotate")).value();
  EXPECT_TRUE(rotated_again.replayed);
  EXPECT_EQ(rotated_again.secret, rotated.secret);
  EXPECT_EQ(rotated_again.endpoint.previous_secret_until, rotated.endpoint.previous_secret_until);
  const auto moved_again =
      service_.update_endpoint(world_.merchant_id, id, {.url = "https://a.example/"}, claim("move"))
          .value();
  EXPECT_TRUE(moved_again.replayed);
  EXPECT_EQ(moved_again.url, moved.url);
  EXPECT_EQ(service_.get_endpoint(world_.merchant_id, id)->url, "https://b.example/");
  const auto sent_again = service_.send_test(world_.merchant_id, id, claim("test")).value();
  EXPECT_TRUE(sent_again.replayed);
  EXPECT_EQ(sent_again.key, sent.key);
  EXPECT_EQ(sent_again.state, WebhookState::kPending) << "as it was";
  EXPECT_EQ(sent_again.next_attempt_at, sent.next_attempt_at);
  const auto resent_again = service_.resend(sent.key, claim("resend")).value();
  EXPECT_TRUE(resent_again.replayed);
  EXPECT_EQ(resent_again.state, resent.state);
  EXPECT_EQ(world_.delivery(sent.key).state, WebhookState::kDelivered) << "and is not sent again";

  const std::string kept = world_.value("SELECT string_agg(i::text, ' ') FROM idempotency i");
  EXPECT_THAT(kept, Not(HasSubstr("secret"))) << kept;
}

TEST_F(WebhookServiceTest, AnotherRequestUnderTheSameKeyIsRefused) {
  const auto made = world_.endpoint();
  const auto id = made.endpoint.id;
  ASSERT_TRUE(service_.rotate_secret(world_.merchant_id, id, hours(24), claim("key", "24")));
  EXPECT_EQ(
      service_.rotate_secret(world_.merchant_id, id, hours(1), claim("key", "1")).error().code,
      ErrorCode::kIdempotencyKeyReused);
}

TEST_F(WebhookServiceTest, WhatWasRefusedLeavesItsKeyFree) {
  const auto made = world_.endpoint();
  const auto id = made.endpoint.id;
  service_.update_endpoint(world_.merchant_id, id, {.enabled = false}).value();
  EXPECT_FALSE(service_.send_test(world_.merchant_id, id, claim("test")));
  service_.update_endpoint(world_.merchant_id, id, {.enabled = true}).value();
  EXPECT_FALSE(service_.send_test(world_.merchant_id, id, claim("test")).value().replayed);
  EXPECT_EQ(world_.value("SELECT count(*) FROM idempotency WHERE state = 'running'"), "0");
}

TEST_F(WebhookServiceTest, AKeyThatIsUsedAgainOnceItIsForgottenMakesAnotherSecret) {
  const auto id = world_.endpoint().endpoint.id;
  const auto first =
      service_.rotate_secret(world_.merchant_id, id, hours(0), claim("rotate")).value();
  world_.value("DELETE FROM idempotency");
  const auto second =
      service_.rotate_secret(world_.merchant_id, id, hours(0), claim("rotate")).value();
  EXPECT_FALSE(second.replayed);
  EXPECT_NE(second.secret, first.secret);
}

TEST_F(WebhookServiceTest, TheSameCreateManyTimesAtOnceMakesOneEndpoint) {
  constexpr std::size_t kTimes = 8;
  const auto made = results_together(kTimes, [&](std::size_t) {
    return service_
        .create_endpoint({world_.merchant_id, "https://shop.example/", {}, {}}, claim("create"))
        .value()
        .secret;
  });
  EXPECT_EQ(std::set<std::string>(made.begin(), made.end()).size(), 1U);
  EXPECT_EQ(service_.list_endpoints(world_.merchant_id).size(), 1U);
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
  EXPECT_EQ(world_.queue.abandon(), 1U);
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
  EXPECT_EQ(world_.queue.abandon(), 1U);
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
  world_.queue.record(sent[0], world_.result(WebhookOutcome::kDelivered, 200));
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
  auto result = world_.result(WebhookOutcome::kRefused, 500);
  result.answer = std::string("bad\0\x1b[31m \xff", 11);
  world_.queue.record(sent[0], result);
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
