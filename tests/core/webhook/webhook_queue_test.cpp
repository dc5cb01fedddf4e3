#include "core/webhook/webhook_queue.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <mutex>
#include <pqxx/pqxx>
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
    return queue_.record(sent, world_.result(outcome, status));
  }
  void at(const std::string& day) { world_.now = *from_iso8601(day + "T12:00:00+09:00"); }
  /// Of years that are far from those that the migration has made, whenever the test runs.
  std::string partitions() {
    return world_.value(
        "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relname ~ "
        "'^webhook_delivery_203\\d_\\d{2}$'");
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
  auto result = world_.result(WebhookOutcome::kRefused, 503);
  result.retry_after = minutes(10);
  queue_.record(sent, result);
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
  EXPECT_EQ(due(), 1U) << "the bystander's alone";
  EXPECT_EQ(queue_.abandon(), 1U);
  const auto endpoint = world_.service.get_endpoint(world_.merchant_id, endpoint_.id).value();
  EXPECT_FALSE(endpoint.enabled);
  EXPECT_EQ(endpoint.disabled_reason, "gone");
  EXPECT_EQ(world_.delivery(waiting).state, WebhookState::kFailed);
  EXPECT_EQ(world_.delivery(other).state, WebhookState::kFailed);
  EXPECT_EQ(world_.delivery(kept).state, WebhookState::kPending);
  EXPECT_EQ(world_.value("SELECT count(*) FROM webhook_queue"), "1");
}

TEST_F(WebhookQueueTest, ABacklogIsGivenUpABatchAtATime) {
  world_.value(
      "INSERT INTO webhook_delivery (merchant_id, delivery_id, endpoint_id, event_id, event_type, "
      "body, state, tries, created_at) SELECT e.merchant_id, ('00000000-0000-7000-8000-' || "
      "lpad(n::text, 12, '0'))::uuid, e.endpoint_id, gen_random_uuid(), 'TEST', '{}', 'pending', "
      "0, e.created_at FROM webhook_endpoint e, generate_series(1, 5000) n");
  world_.value(
      "INSERT INTO webhook_queue (merchant_id, delivery_id, endpoint_id, next_at, tries, in_flight)"
      " SELECT merchant_id, delivery_id, endpoint_id, created_at, 0, false FROM webhook_delivery");
  EXPECT_EQ(record(claim_one(), WebhookOutcome::kGone, 410), WebhookFate::kGone);
  EXPECT_EQ(queue_.waiting().pending, 4'999) << "not in the statement that disables it";
  EXPECT_EQ(due(), 0U);
  EXPECT_EQ(queue_.abandon(), 2'000U);
  EXPECT_EQ(queue_.waiting().pending, 2'999);
  while (queue_.abandon() > 0) {
  }
  EXPECT_EQ(world_.value("SELECT count(*) FROM webhook_delivery WHERE state <> 'failed'"), "0");
  EXPECT_EQ(queue_.waiting().pending, 0);
}

TEST_F(WebhookQueueTest, WhatComesOnceAnEndpointIsEnabledAgainIsSent) {
  world_.service.update_endpoint(world_.merchant_id, endpoint_.id, {.enabled = false}).value();
  world_.service.update_endpoint(world_.merchant_id, endpoint_.id, {.enabled = true}).value();
  world_.webhook(endpoint_);
  EXPECT_EQ(queue_.abandon(), 0U);
  EXPECT_EQ(due(), 1U);
}

TEST_F(WebhookQueueTest, A410OfTheOldUrlDoesNotDisableTheNewOne) {
  const WebhookKey key = world_.webhook(endpoint_);
  const auto sent = claim_one();
  world_.service.update_endpoint(world_.merchant_id, endpoint_.id, {.url = "https://new.example/"})
      .value();
  EXPECT_EQ(record(sent, WebhookOutcome::kGone, 410), WebhookFate::kRetry);
  EXPECT_TRUE(world_.service.get_endpoint(world_.merchant_id, endpoint_.id)->enabled);
  EXPECT_EQ(world_.delivery(key).state, WebhookState::kPending);
  EXPECT_EQ(due(), 0U) << "not at once";
  world_.now += seconds(6);
  EXPECT_EQ(claim_one().url, "https://new.example/");
}

TEST_F(WebhookQueueTest, A410ThatCameAfterItsLeaseDisablesNothing) {
  world_.webhook(endpoint_);
  const auto first = claim_one();
  world_.now += WebhookWorld::kLease;
  const auto second = claim_one();
  EXPECT_EQ(record(first, WebhookOutcome::kGone, 410), WebhookFate::kRetry);
  EXPECT_TRUE(world_.service.get_endpoint(world_.merchant_id, endpoint_.id)->enabled);
  EXPECT_EQ(record(second, WebhookOutcome::kGone, 410), WebhookFate::kGone);
}

TEST_F(WebhookQueueTest, WhatWasTakenAndNeverSentCostsNoTry) {
  world_.webhook(endpoint_);
  for (int i = 0; i < 2 * kMostWebhookTries; ++i) {
    claim_one();
    world_.now += WebhookWorld::kLease;
  }
  const auto sent = claim_one();
  EXPECT_EQ(sent.tries, 1);
  EXPECT_EQ(record(sent, WebhookOutcome::kRefused, 500), WebhookFate::kRetry);
}

TEST_F(WebhookQueueTest, AResendDuringTheLastTryBeginsANewRound) {
  const WebhookKey key = world_.webhook(endpoint_);
  for (int i = 1; i < kMostWebhookTries; ++i) {
    record(claim_one(), WebhookOutcome::kRefused, 500);
    world_.now += hours(27);
  }
  const auto last = claim_one();
  EXPECT_EQ(last.tries, kMostWebhookTries);
  EXPECT_TRUE(world_.service.resend(key));
  EXPECT_EQ(due(), 0U) << "it is under way";
  record(last, WebhookOutcome::kRefused, 500);
  EXPECT_EQ(world_.delivery(key).state, WebhookState::kPending);
  world_.now += WebhookWorld::kLease;
  EXPECT_EQ(claim_one().tries, 1);
}

TEST_F(WebhookQueueTest, ARecordThatIsRepeatedChangesNothing) {
  const WebhookKey key = world_.webhook(endpoint_);
  const auto sent = claim_one();
  const auto result = world_.result(WebhookOutcome::kRefused, 500);
  queue_.record(sent, result);
  queue_.record(sent, result);
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
  const auto paid = world_.bring_to(PaymentState::kApproved);
  world_.publisher.publish(world_.merchant_id, {{.event_id = EventId::make(world_.now).to_sql(),
                                                 .payment_id = paid.key.payment_id,
                                                 .event = "approved",
                                                 .state_after = PaymentState::kApproved,
                                                 .cancel_id = {},
                                                 .occurred_at = world_.now}});
  EXPECT_EQ(queue_.due_endpoints({}, 10), std::vector{target_}) << "the relay leaves it alone";
  const auto claimed = listening.claim(listener, 10);
  ASSERT_EQ(claimed.size(), 1U);
  listening.record(claimed[0], world_.result(WebhookOutcome::kDelivered, 200));
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

TEST_F(WebhookQueueTest, ThisMonthsPartitionsAreThereFromTheStart) {
  world_.now = system_clock().now();
  world_.webhook(endpoint_);
  EXPECT_EQ(world_.value("SELECT count(*) FROM webhook_delivery_default"), "0");
  EXPECT_EQ(world_.value("SELECT count(*) FROM webhook_delivery"), "1");
}

TEST_F(WebhookQueueTest, TheLogIsKeptByTheMonthAndDroppedByTheMonth) {
  at("2031-11-15");
  queue_.tidy_up(3);
  queue_.tidy_up(3);
  EXPECT_EQ(partitions(),
            "webhook_delivery_2031_11 webhook_delivery_2031_12 webhook_delivery_2032_01");
  const WebhookKey key = world_.webhook(endpoint_);
  record(claim_one(), WebhookOutcome::kDelivered, 200);
  EXPECT_EQ(world_.value("SELECT count(*) FROM webhook_delivery_2031_11"), "1");
  EXPECT_EQ(world_.value("SELECT count(*) FROM webhook_attempt_2031_11"), "1");
  at("2032-02-15");
  queue_.tidy_up(3);
  EXPECT_EQ(world_.service.get_delivery(key)->attempts.size(), 1U) << "three whole months";
  at("2032-03-15");
  queue_.tidy_up(3);
  EXPECT_FALSE(world_.service.get_delivery(key));
  EXPECT_EQ(world_.value("SELECT to_regclass('webhook_attempt_2031_11') IS NULL"), "t");
}

TEST_F(WebhookQueueTest, WhatStillWaitsGoesWithItsLog) {
  at("2031-11-15");
  queue_.tidy_up(3);
  world_.webhook(endpoint_);
  at("2032-03-15");
  EXPECT_EQ(due(), 1U);
  queue_.tidy_up(3);
  EXPECT_EQ(due(), 0U);
  EXPECT_EQ(queue_.waiting().pending, 0);
}

TEST_F(WebhookQueueTest, AMonthInTheDefaultPartitionIsNotTriedAgain) {
  at("2031-11-15");
  queue_.tidy_up(3);
  at("2032-02-15");  // has no partition yet
  world_.webhook(endpoint_);
  at("2031-12-15");
  // To make a partition would wait for this reader.
  world_.database().owner().run_transaction("reader", [&](pqxx::transaction_base& transaction) {
    db::execute(transaction, {"read_default", "SELECT count(*) FROM webhook_delivery_default"});
    EXPECT_NO_THROW(queue_.tidy_up(3));
  });
}

TEST_F(WebhookQueueTest, WhatIsOldInTheDefaultPartitionGoesAFewAtATime) {
  for (int i = 0; i < 5; ++i) {
    world_.now += std::chrono::milliseconds(1);
    world_.webhook(endpoint_);
  }
  at("2031-11-15");
  EXPECT_EQ(world_.value("SELECT forget_old_webhooks(3, 2, '2031-11-15')"), "4")
      << "two of the queue, two of the log";
  EXPECT_EQ(world_.value("SELECT count(*) FROM webhook_delivery_default"), "3");
  queue_.tidy_up(3);
  EXPECT_EQ(world_.value("SELECT count(*) FROM webhook_delivery"), "0");
}

TEST_F(WebhookQueueTest, WhatCannotBeDeletedKeepsNoPartitionFromBeingMadeOrDropped) {
  at("2031-05-15");
  queue_.tidy_up(12);
  world_.value(
      "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'too slow'; END "
      "$$; CREATE TRIGGER refuse BEFORE DELETE ON webhook_queue EXECUTE FUNCTION refuse()");
  at("2031-11-15");
  EXPECT_ANY_THROW(queue_.tidy_up(3));
  EXPECT_EQ(partitions(),
            "webhook_delivery_2031_11 webhook_delivery_2031_12 webhook_delivery_2032_01");
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
