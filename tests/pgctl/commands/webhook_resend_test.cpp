#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/pgctl/commands/webhook_world.hpp"

namespace pay200::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class WebhookResendTest : public PgctlWebhookTest {};

TEST_F(WebhookResendTest, ADeliveredWebhookIsSentAgainUnderItsId) {
  const WebhookKey key = send();
  WebhookQueue queue(database_.relay(), system_clock(), kKey, std::chrono::seconds(30));
  const WebhookTarget target{merchant_.id, endpoint_.endpoint.id};
  const auto sent = queue.claim(target, 1);
  ASSERT_EQ(sent.size(), 1U);
  WebhookResult result;
  result.attempt_id = WebhookAttemptId::make(system_clock().now());
  result.outcome = WebhookOutcome::kDelivered;
  result.http_status = 200;
  result.started_at = system_clock().now();
  queue.record(sent[0], result);
  const auto resent = webhook({"resend", to_text(key), "--output", "json"});
  EXPECT_EQ(resent.status, 0) << resent.err;
  EXPECT_EQ(json::parse(resent.out)["status"], "PENDING");
  const auto again = queue.claim(target, 1);
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(again[0].key, key);
}

TEST_F(WebhookResendTest, NothingIsSentToADisabledEndpoint) {
  const WebhookKey key = send();
  ASSERT_TRUE(service_.update_endpoint(merchant_.id, endpoint_.endpoint.id, {.enabled = false}));
  EXPECT_EQ(webhook({"resend", to_text(key)}).status, 5);
}

TEST_F(WebhookResendTest, WhatIsTypedWrongIsNamed) {
  const WebhookKey unknown{merchant_.id, WebhookDeliveryId::make(system_clock().now())};
  const auto refused = webhook({"resend", to_text(unknown)});
  EXPECT_EQ(refused.status, 4);
  EXPECT_THAT(refused.err, HasSubstr("pgctl webhook list"));
  EXPECT_EQ(webhook({"resend", "msg_x"}).status, 2);
  EXPECT_EQ(webhook({"resend", to_text(send()), "--live"}).status, 3);
}

}  // namespace
}  // namespace pay200::test
