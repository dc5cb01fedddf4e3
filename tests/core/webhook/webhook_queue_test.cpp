#include "core/webhook/webhook_queue.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <mutex>
#include <set>

#include "tests/core/webhook/webhook_world.hpp"
#include "tests/support/together.hpp"

namespace pay200::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

class WebhookQueueTest : public testing::Test {
 protected:
  std::size_t due() { return queue_.due_endpoints({}, 100).size(); }
  OutgoingWebhook claim_one() {
    auto claimed = queue_.claim(target_, 1);
    EXPECT_EQ(claimed.size(), 1U);
    return std::move(claimed.at(0));
  }
  WebhookFate record(const OutgoingWebhook& sent, WebhookOutcome outcome,
                     std::optional<int> status = {}) {
    return queue_.record(world_.result(sent, outcome, status));
  }

  WebhookWorld world_;
  WebhookQueue& queue_ = world_.queue;
  const WebhookEndpoint endpoint_ = world_.endpoint().endpoint;
  const WebhookTarget target_ = world_.target(endpoint_);
};

TEST_F(WebhookQueueTest, WhatIsTakenIsNobodyElsesUntilItsLeaseEnds) {
  const WebhookKey key = world_.webhook(endpoint_);
  const OutgoingWebhook sent = claim_one();
  EXPECT_EQ(sent.key, key);
  EXPECT_EQ(sent.tries, 1);
  EXPECT_EQ(sent.url, endpoint_.url);
  EXPECT_EQ(due(), 0U);
  EXPECT_TRUE(queue_.claim(target_, 10).empty());
  world_.now += WebhookWorld::kLease;
  EXPECT_EQ(due(), 1U) << "its relay is dead";
  EXPECT_EQ(claim_one().key, key) << "under the same id";
}

TEST_F(WebhookQueueTest, AnAnswerOf2xxEndsIt) {
  const WebhookKey key = world_.webhook(endpoint_);
  EXPECT_EQ(record(claim_one(), WebhookOutcome::kDelivered, 204), WebhookFate::kDelivered);
  const WebhookDelivery delivery = world_.delivery(key);
  EXPECT_EQ(delivery.state, WebhookState::kDelivered);
  EXPECT_EQ(delivery.last_status, 204);
  EXPECT_FALSE(delivery.next_attempt_at);
  world_.now += hours(100);
  EXPECT_EQ(due(), 0U);
}

TEST_F(WebhookQueueTest, AFailureIsTriedTenTimesAndThenGivenUpAndCanBeResent) {
  const WebhookKey key = world_.webhook(endpoint_);
  int tries = 0;
  WebhookFate fate = WebhookFate::kRetry;
  while (fate == WebhookFate::kRetry) {
    fate = record(claim_one(), WebhookOutcome::kRefused, 500);
    ++tries;
    EXPECT_EQ(due(), 0U) << "not at once";
    world_.now += hours(27);
  }
  EXPECT_EQ(fate, WebhookFate::kFailed);
  EXPECT_EQ(tries, 10);
  EXPECT_EQ(world_.delivery(key).state, WebhookState::kFailed);
  EXPECT_EQ(world_.delivery(key).tries, 10);
  EXPECT_EQ(due(), 0U);

  EXPECT_EQ(world_.service.resend(key)->state, WebhookState::kPending);
  const OutgoingWebhook again = claim_one();
  EXPECT_EQ(again.tries, 1) << "a whole round";
  EXPECT_EQ(record(again, WebhookOutcome::kDelivered, 200), WebhookFate::kDelivered);
  EXPECT_EQ(world_.delivery(key).tries, 11);
}

TEST_F(WebhookQueueTest, TheNextTryIsAsTheScheduleHasIt) {
  world_.webhook(endpoint_);
  record(claim_one(), WebhookOutcome::kTimedOut);
  world_.now += seconds(4);
  EXPECT_EQ(due(), 0U);
  world_.now += seconds(2);
  EXPECT_EQ(due(), 1U);
  record(claim_one(), WebhookOutcome::kTimedOut);
  world_.now += minutes(5) - seconds(1);
  EXPECT_EQ(due(), 0U);
  world_.now += seconds(32);
  EXPECT_EQ(due(), 1U);
}

TEST_F(WebhookQueueTest, RetryAfterIsHonoured) {
  world_.webhook(endpoint_);
  const auto sent = claim_one();
  auto result = world_.result(sent, WebhookOutcome::kRefused, 503);
  result.retry_after = minutes(10);
  queue_.record(result);
  world_.now += minutes(10) - seconds(1);
  EXPECT_EQ(due(), 0U);
  world_.now += seconds(1);
  EXPECT_EQ(due(), 1U);
}

TEST_F(WebhookQueueTest, GoneDisablesTheEndpointAndGivesUpAllThatWaitsForIt) {
  const WebhookKey waiting = world_.webhook(endpoint_);
  const WebhookKey other = world_.webhook(endpoint_);
  const auto bystander = world_.endpoint();
  const WebhookKey kept = world_.webhook(bystander.endpoint);
  EXPECT_EQ(record(claim_one(), WebhookOutcome::kGone, 410), WebhookFate::kGone);
  const auto endpoint = world_.service.get_endpoint(world_.merchant_id, endpoint_.id).value();
  EXPECT_FALSE(endpoint.enabled);
  EXPECT_EQ(endpoint.disabled_reason, "gone");
  EXPECT_EQ(world_.delivery(waiting).state, WebhookState::kFailed);
  EXPECT_EQ(world_.delivery(other).state, WebhookState::kFailed);
  EXPECT_EQ(world_.delivery(kept).state, WebhookState::kPending);
  EXPECT_EQ(world_.value("SELECT count(*) FROM webhook_queue"), "1");
}

TEST_F(WebhookQueueTest, ARecordThatIsRepeatedChangesNothing) {
  const WebhookKey key = world_.webhook(endpoint_);
  const auto sent = claim_one();
  const auto result = world_.result(sent, WebhookOutcome::kRefused, 500);
  queue_.record(result);
  queue_.record(result);
  EXPECT_EQ(world_.delivery(key).tries, 1);
  EXPECT_EQ(world_.service.get_delivery(key)->attempts.size(), 1U);
}

TEST_F(WebhookQueueTest, ALateFailureOfOneThatWasTakenAgainPostponesNothing) {
  const WebhookKey key = world_.webhook(endpoint_);
  const auto first = claim_one();
  world_.now += WebhookWorld::kLease;
  const auto second = claim_one();
  record(first, WebhookOutcome::kTimedOut);
  EXPECT_EQ(world_.delivery(key).next_attempt_at, world_.now + WebhookWorld::kLease)
      << "the second is still under way";
  EXPECT_EQ(record(second, WebhookOutcome::kDelivered, 200), WebhookFate::kDelivered);
  EXPECT_EQ(world_.delivery(key).state, WebhookState::kDelivered);
  EXPECT_EQ(world_.delivery(key).tries, 2);
}

TEST_F(WebhookQueueTest, ALateDeliveryCounts) {
  const WebhookKey key = world_.webhook(endpoint_);
  const auto first = claim_one();
  world_.now += WebhookWorld::kLease;
  const auto second = claim_one();
  record(first, WebhookOutcome::kDelivered, 200);
  EXPECT_EQ(world_.delivery(key).state, WebhookState::kDelivered);
  record(second, WebhookOutcome::kRefused, 500);
  EXPECT_EQ(world_.delivery(key).state, WebhookState::kDelivered);
  EXPECT_EQ(due(), 0U);
}

TEST_F(WebhookQueueTest, AResendOfWhatIsUnderWaySendsItNotTwice) {
  const WebhookKey key = world_.webhook(endpoint_);
  const auto sent = claim_one();
  EXPECT_TRUE(world_.service.resend(key));
  EXPECT_EQ(due(), 0U);
  record(sent, WebhookOutcome::kRefused, 500);
  EXPECT_TRUE(world_.service.resend(key)) << "while it waits, it is sent now";
  EXPECT_EQ(due(), 1U);
}

TEST_F(WebhookQueueTest, SeveralRelaysTakeEachWebhookOnce) {
  constexpr int kWebhooks = 60;
  for (int i = 0; i < kWebhooks; ++i) {
    world_.now += std::chrono::milliseconds(1);
    world_.webhook(endpoint_);
  }
  std::mutex mutex;
  std::multiset<std::string> taken;
  together(4, [&](std::size_t) {
    while (true) {
      const auto claimed = queue_.claim(target_, 3);
      if (claimed.empty()) return;
      const std::lock_guard lock(mutex);
      for (const auto& webhook : claimed) taken.insert(to_text(webhook.key));
    }
  });
  EXPECT_EQ(taken.size(), static_cast<std::size_t>(kWebhooks));
  EXPECT_EQ(std::set<std::string>(taken.begin(), taken.end()).size(), taken.size());
}

TEST_F(WebhookQueueTest, EndpointsAreFoundByTurnWhateverEachHasWaiting) {
  std::vector<WebhookTarget> targets = {target_};
  for (int i = 0; i < 4; ++i) targets.push_back(world_.target(world_.endpoint().endpoint));
  for (const WebhookTarget& target : targets) {
    for (int i = 0; i < 5; ++i) {
      world_.now += std::chrono::milliseconds(1);
      world_.service.send_test(target.merchant_id, target.endpoint_id).value();
    }
  }
  std::ranges::sort(targets);
  EXPECT_EQ(queue_.due_endpoints({}, 100), targets);
  const auto first = queue_.due_endpoints({}, 2);
  EXPECT_EQ(first, std::vector(targets.begin(), targets.begin() + 2));
  EXPECT_EQ(queue_.due_endpoints(first.back(), 100),
            std::vector(targets.begin() + 2, targets.end()));
  const auto waiting = queue_.waiting();
  EXPECT_EQ(waiting.pending, 25);
}

TEST_F(WebhookQueueTest, SecretsOfAnotherKeyDoNotOpen) {
  world_.webhook(endpoint_);
  WebhookQueue other(world_.relay(), world_.time, std::string(32, 'x'), WebhookWorld::kLease);
  const auto claimed = other.claim(target_, 1);
  ASSERT_EQ(claimed.size(), 1U);
  EXPECT_TRUE(claimed[0].secrets.empty());
}

TEST_F(WebhookQueueTest, AListenerTakesItsOwnWebhooksAndIsForgottenWhenItIsKilled) {
  WebhookQueue listening(world_.database().operators(), world_.time, "", WebhookWorld::kLease);
  const WebhookTarget listener{world_.merchant_id, WebhookEndpointId::make(world_.now)};
  listening.open_listener(listener, "http://localhost:3000/", seconds(60));
  world_.publisher.publish(world_.merchant_id, EventId::make(world_.now).to_sql(),
                           WebhookEventType::kSettlementCreated, world_.now, {{"x", 1}});
  EXPECT_EQ(queue_.due_endpoints({}, 10), std::vector{target_}) << "the relay leaves it alone";
  const auto claimed = listening.claim(listener, 10);
  ASSERT_EQ(claimed.size(), 1U);
  listening.record(world_.result(claimed[0], WebhookOutcome::kDelivered, 200));
  EXPECT_TRUE(world_.service.list_endpoints(world_.merchant_id).size() == 1)
      << "a shop sees it not";

  world_.now += seconds(59);
  listening.open_listener(listener, "http://localhost:3000/", seconds(60));
  world_.now += seconds(59);
  queue_.tidy_up(3);
  EXPECT_EQ(world_.value("SELECT count(*) FROM webhook_endpoint"), "2");
  world_.now += seconds(2);
  queue_.tidy_up(3);
  EXPECT_EQ(world_.value("SELECT count(*) FROM webhook_endpoint"), "1");
}

TEST_F(WebhookQueueTest, TheLogIsKeptByTheMonthAndDroppedByTheMonth) {
  world_.now = *from_iso8601("2026-11-15T12:00:00+09:00");
  queue_.tidy_up(3);
  queue_.tidy_up(3);
  EXPECT_EQ(world_.value("SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE "
                         "relname ~ '^webhook_delivery_\\d{4}_\\d{2}$'"),
            "webhook_delivery_2026_11 webhook_delivery_2026_12 webhook_delivery_2027_01");
  const WebhookKey key = world_.webhook(endpoint_);
  record(claim_one(), WebhookOutcome::kDelivered, 200);
  EXPECT_EQ(world_.value("SELECT count(*) FROM webhook_delivery_2026_11"), "1");
  EXPECT_EQ(world_.value("SELECT count(*) FROM webhook_attempt_2026_11"), "1");
  world_.now = *from_iso8601("2027-02-15T12:00:00+09:00");
  queue_.tidy_up(3);
  EXPECT_EQ(world_.service.get_delivery(key)->attempts.size(), 1U) << "three whole months";
  world_.now = *from_iso8601("2027-03-15T12:00:00+09:00");
  queue_.tidy_up(3);
  EXPECT_FALSE(world_.service.get_delivery(key));
  EXPECT_EQ(world_.value("SELECT to_regclass('webhook_attempt_2026_11') IS NULL"), "t");
}

TEST_F(WebhookQueueTest, WithoutAPartitionOfItsMonthAWebhookIsKeptAllTheSame) {
  const WebhookKey key = world_.webhook(endpoint_);
  EXPECT_EQ(world_.value("SELECT count(*) FROM webhook_delivery_default"), "1");
  queue_.tidy_up(3);
  EXPECT_EQ(world_.delivery(key).state, WebhookState::kPending);
  record(claim_one(), WebhookOutcome::kDelivered, 200);
  EXPECT_EQ(world_.delivery(key).state, WebhookState::kDelivered);
}

}  // namespace
}  // namespace pay200::test
