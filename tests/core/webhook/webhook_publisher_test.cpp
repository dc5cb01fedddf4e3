#include "core/webhook/webhook_publisher.hpp"

#include <gtest/gtest.h>
#include <set>

#include "core/outbox/outbox_service.hpp"
#include "tests/core/webhook/webhook_world.hpp"

namespace pay200::test {
namespace {

using nlohmann::json;
using std::chrono::seconds;

class WebhookPublisherTest : public testing::Test {
 protected:
  void hand_over_all() {
    while (outbox_.hand_over() > 0) {
    }
  }
  /// What was made for the endpoint, oldest first.
  std::vector<json> told(const WebhookEndpoint& endpoint) {
    std::vector<json> bodies;
    for (const auto& delivery :
         world_.service
             .list_deliveries(
                 {.merchant_id = world_.merchant_id, .endpoint_id = endpoint.id, .limit = 100})
             .deliveries) {
      bodies.insert(bodies.begin(), json::parse(world_.service.get_delivery(delivery.key)->body));
    }
    return bodies;
  }

  using Statuses = std::multiset<std::string>;
  /// Of payments (in capitals) and cancels.
  Statuses statuses(const WebhookEndpoint& endpoint) {
    Statuses statuses;
    for (const json& body : told(endpoint)) {
      const json& data = body["data"];
      statuses.insert(data.contains("status") ? data["status"] : data["cancelStatus"]);
    }
    return statuses;
  }

  WebhookWorld world_;
  OutboxService outbox_{world_.relay(), world_.time, &world_.publisher};
};

TEST_F(WebhookPublisherTest, AnApprovalIsToldAsTossTellsIt) {
  const auto endpoint = world_.endpoint().endpoint;
  world_.bring_to(PaymentState::kApproved);
  const Time then = world_.now;
  world_.now += seconds(3);
  hand_over_all();
  const auto bodies = told(endpoint);
  ASSERT_EQ(bodies.size(), 1U);
  EXPECT_EQ(bodies[0],
            (json{{"eventType", "PAYMENT_STATUS_CHANGED"},
                  {"createdAt", to_iso8601(then)},
                  {"version", "2022-11-16"},
                  {"data", {{"status", "DONE"}, {"balanceAmount", PaymentWorld::kAmount}}}}));
}

TEST_F(WebhookPublisherTest, ACancelIsToldAsThePaymentsAndAsItself) {
  const auto endpoint = world_.endpoint().endpoint;
  world_.bring_to(PaymentState::kCanceled);
  hand_over_all();
  std::multiset<std::string> types;
  for (const json& body : told(endpoint)) {
    types.insert(body["eventType"]);
    if (body["eventType"] == "CANCEL_STATUS_CHANGED") {
      EXPECT_EQ(body["data"], (json{{"cancelStatus", "done"}}));
    }
  }
  EXPECT_EQ(types.count("CANCEL_STATUS_CHANGED"), 1U);
  EXPECT_GE(types.count("PAYMENT_STATUS_CHANGED"), 1U);
}

TEST_F(WebhookPublisherTest, APartOfTheMoneyThatWentBackNamesItsCancel) {
  const auto endpoint = world_.endpoint({WebhookEventType::kCancelStatusChanged}).endpoint;
  world_.bring_to(PaymentState::kPartiallyCanceled);
  hand_over_all();
  const auto bodies = told(endpoint);
  ASSERT_EQ(bodies.size(), 1U);
  EXPECT_EQ(bodies[0]["data"]["cancelStatus"], "done");
}

TEST_F(WebhookPublisherTest, AVoidThatIsRefusedTellsOfTheCancelAndNotOfAPaymentThatStands) {
  const auto endpoint = world_.endpoint().endpoint;
  const auto payment = world_.bring_to(PaymentState::kVoiding);
  hand_over_all();
  ASSERT_EQ(statuses(endpoint), (Statuses{"DONE"}));
  EXPECT_EQ(world_.refuse(payment, "05").outcome, "refused");
  hand_over_all();
  EXPECT_EQ(statuses(endpoint), (Statuses{"DONE", "aborted"}));
}

TEST_F(WebhookPublisherTest, AVoidThatIsRefusedOfAPaymentNotYetSeenApprovedTellsOfBoth) {
  const auto endpoint = world_.endpoint().endpoint;
  const auto payment = world_.bring_to(PaymentState::kApprovedVoiding);
  EXPECT_EQ(world_.refuse(payment, "05").outcome, "refused");
  hand_over_all();
  EXPECT_EQ(statuses(endpoint), (Statuses{"DONE", "aborted"}));
}

TEST_F(WebhookPublisherTest, AReversalByWhichACancelTakesEffectIsOneChangeOfThePayment) {
  const auto endpoint = world_.endpoint().endpoint;
  const auto payment = world_.bring_to(PaymentState::kReversingCancel);
  EXPECT_EQ(world_.acknowledge(payment, "00").outcome, "acknowledged");
  hand_over_all();
  EXPECT_EQ(statuses(endpoint), (Statuses{"CANCELED", "done"}));
}

TEST_F(WebhookPublisherTest, ACancelThatEndsWithItsUnknownPaymentIsToldOf) {
  const auto endpoint = world_.endpoint().endpoint;
  const auto payment = world_.bring_to(PaymentState::kAuthorizingCancel);
  EXPECT_EQ(world_.mark_unknown(payment).outcome, "unknown");
  hand_over_all();
  ASSERT_EQ(statuses(endpoint), (Statuses{"UNKNOWN"}));
  const ReversalId owed = *ReversalId::from_sql(world_.value("SELECT reversal_id FROM reversal"));
  EXPECT_EQ(payment_store::acknowledge_reversal(world_.api(), world_.merchant_id, owed, "00",
                                                TransactionId::make(world_.now),
                                                world_.business_day, world_.now)
                .outcome,
            "acknowledged");
  hand_over_all();
  EXPECT_EQ(statuses(endpoint), (Statuses{"ABORTED", "UNKNOWN", "aborted"}));
}

TEST_F(WebhookPublisherTest, AnEndpointHearsOnlyOfWhatItAskedFor) {
  const auto cancels = world_.endpoint({WebhookEventType::kCancelStatusChanged}).endpoint;
  const auto both = world_
                        .endpoint({WebhookEventType::kPaymentStatusChanged,
                                   WebhookEventType::kCancelStatusChanged})
                        .endpoint;
  const auto all = world_.endpoint().endpoint;
  world_.bring_to(PaymentState::kApproved);
  hand_over_all();
  EXPECT_EQ(told(cancels).size(), 0U);
  EXPECT_EQ(told(both).size(), 1U);
  EXPECT_EQ(told(all).size(), 1U);
}

TEST_F(WebhookPublisherTest, AnEventHandedOverTwiceIsOneWebhookWithItsFirstBody) {
  const auto endpoint = world_.endpoint().endpoint;
  world_.bring_to(PaymentState::kApproved);
  // A relay publishes and dies before it can say that it has.
  world_.value("CREATE TABLE kept AS SELECT * FROM outbox");
  hand_over_all();
  const auto before = told(endpoint);
  world_.value("INSERT INTO outbox SELECT * FROM kept");
  world_.value("UPDATE payment SET balance_minor = balance_minor - 1");
  hand_over_all();
  EXPECT_EQ(told(endpoint), before);
  EXPECT_EQ(world_.value("SELECT count(*) FROM webhook_queue"), "1");
}

TEST_F(WebhookPublisherTest, OneEventIsAWebhookOfItsOwnForEachEndpoint) {
  world_.endpoint();
  world_.endpoint();
  world_.bring_to(PaymentState::kApproved);
  hand_over_all();
  EXPECT_EQ(world_.value("SELECT count(DISTINCT delivery_id) || ' ' || count(DISTINCT event_id) "
                         "FROM webhook_delivery"),
            "2 1");
}

TEST_F(WebhookPublisherTest, WithoutEndpointsNothingIsMade) {
  world_.bring_to(PaymentState::kCanceled);
  hand_over_all();
  EXPECT_EQ(world_.value("SELECT count(*) FROM webhook_delivery"), "0");
  EXPECT_EQ(world_.value("SELECT count(*) FROM outbox"), "0");
}

TEST_F(WebhookPublisherTest, WhatIsUndecidedOrTriedTellsNothing) {
  const auto endpoint = world_.endpoint().endpoint;
  for (const auto state : {PaymentState::kReady, PaymentState::kHeld, PaymentState::kAuthorizing}) {
    world_.bring_to(state);
  }
  hand_over_all();
  EXPECT_EQ(told(endpoint).size(), 0U);
  for (const auto state : {PaymentState::kUnknown, PaymentState::kExpired}) world_.bring_to(state);
  hand_over_all();
  EXPECT_EQ(told(endpoint).size(), 2U);
}

}  // namespace
}  // namespace pay200::test
