#include "core/outbox/outbox_service.hpp"

#include <gtest/gtest.h>
#include <pqxx/pqxx>

#include "core/history/history_service.hpp"
#include "tests/support/payment_world.hpp"

namespace pay200::test {
namespace {

using std::chrono::seconds;

class WorldClock : public Clock {
 public:
  explicit WorldClock(const PaymentWorld& world) : world_(world) {}
  Time now() const override { return world_.now; }

 private:
  const PaymentWorld& world_;
};

class OutboxServiceTest : public testing::Test {
 protected:
  void hand_over_all() {
    while (service_.hand_over() > 0) {
    }
  }
  std::vector<HistoryEntry> history(const HistoryFilter& filter = {}) {
    return HistoryService(world_.api()).list(world_.shopper_id, filter).entries;
  }
  std::string pending() { return world_.value("SELECT count(*) FROM outbox"); }

  PaymentWorld world_;
  WorldClock clock_{world_};
  OutboxService service_{world_.relay(), clock_};
};

TEST_F(OutboxServiceTest, WhatWasPaidIsInTheHistoryOnce) {
  const auto paid = world_.bring_to(PaymentState::kApproved);
  hand_over_all();
  hand_over_all();
  const auto entries = history();
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].key, paid.key);
  EXPECT_EQ(entries[0].state, PaymentState::kApproved);
  EXPECT_EQ(entries[0].total.amount_minor, PaymentWorld::kAmount);
  EXPECT_EQ(entries[0].balance.amount_minor, PaymentWorld::kAmount);
  EXPECT_EQ(entries[0].order_name, "커피 두 잔");
  EXPECT_EQ(entries[0].card_last_four, "4242");
  EXPECT_EQ(entries[0].approval_code, "A12345");
  EXPECT_TRUE(entries[0].approved_at);
  EXPECT_FALSE(entries[0].canceled_at);
  EXPECT_EQ(pending(), "0");
}

TEST_F(OutboxServiceTest, OnlyWhatThePayerMayHavePaidIsHistory) {
  for (const auto state : {PaymentState::kReady, PaymentState::kHeld, PaymentState::kAuthorizing,
                           PaymentState::kExpired}) {
    world_.bring_to(state);
  }
  hand_over_all();
  EXPECT_EQ(history().size(), 0U);
  world_.bring_to(PaymentState::kUnknown);
  world_.bring_to(PaymentState::kAborted);
  hand_over_all();
  EXPECT_EQ(history().size(), 2U);
  EXPECT_EQ(pending(), "0");
}

TEST_F(OutboxServiceTest, ACancelChangesTheEntryThatIsThere) {
  const auto paid = world_.bring_to(PaymentState::kVoiding);
  hand_over_all();
  ASSERT_EQ(history().size(), 1U);
  EXPECT_EQ(history()[0].state, PaymentState::kVoiding);
  world_.now += seconds(5);
  world_.acknowledge(paid, "00");
  hand_over_all();
  ASSERT_EQ(history().size(), 1U);
  EXPECT_EQ(history()[0].state, PaymentState::kCanceled);
  EXPECT_EQ(history()[0].balance.amount_minor, 0);
  EXPECT_TRUE(history()[0].canceled_at);
}

TEST_F(OutboxServiceTest, WhatADeadRelayHadClaimedIsTakenByAnotherOnceTheClaimRunsOut) {
  world_.bring_to(PaymentState::kApproved);
  world_.relay().call(
      {"claim_and_die", "SELECT * FROM claim_outbox($1, 200, $2, $3)"},
      db::Params().add(world_.merchant_id).add(world_.now + seconds(30)).add(world_.now));
  EXPECT_EQ(service_.hand_over(), 0U) << "it may be at work still";
  EXPECT_EQ(history().size(), 0U);
  world_.now += seconds(30);
  hand_over_all();
  EXPECT_EQ(history().size(), 1U);
  EXPECT_EQ(pending(), "0");
}

TEST_F(OutboxServiceTest, AnOlderEventNeverOverwritesANewer) {
  world_.bring_to(PaymentState::kCanceled);
  world_.bring_to(PaymentState::kApproved);
  hand_over_all();
  HistoryEntry entry = history()[0];
  const auto before = entry.state;
  entry.number -= 1;
  entry.state = PaymentState::kUnknown;
  HistoryService(world_.relay()).project(entry);
  EXPECT_EQ(history()[0].state, before);
}

TEST_F(OutboxServiceTest, ACardThatItsIssuerWillNeverTakeIsBlockedAndNotChargedAgain) {
  const auto payment = world_.bring_to(PaymentState::kAuthorizing);
  payment_store::decline_payment(
      world_.api(), world_.merchant_id, payment.attempt_id,
      {.response_code = "41", .error_code = ErrorCode::kInvalidCardLostOrStolen, .max_attempts = 5},
      {world_.now + seconds(180), TransactionId::make(world_.now), world_.business_day},
      world_.now);
  hand_over_all();
  const auto charge = [&](const char* pin) {
    return card_to_charge(world_.api(), PaymentWorld::kPinKey, world_.shopper_id, world_.card_id,
                          pin, 5)
        .error()
        .code;
  };
  EXPECT_EQ(charge("000001"), ErrorCode::kInvalidPin) << "a guess is not told about the card";
  EXPECT_EQ(charge(PaymentWorld::kPin), ErrorCode::kBlockedCard);
}

TEST_F(OutboxServiceTest, AnotherCardsDeclineBlocksNothing) {
  const auto payment = world_.bring_to(PaymentState::kAuthorizing);
  world_.decline(payment);
  hand_over_all();
  EXPECT_EQ(world_.value("SELECT count(*) FROM card WHERE blocked_at IS NOT NULL"), "0");
}

TEST_F(OutboxServiceTest, TheHistoryIsReadInPagesAndByMonth) {
  std::vector<PaymentKey> paid;
  for (int i = 0; i < 3; ++i) {
    world_.now += seconds(1);
    paid.push_back(world_.bring_to(PaymentState::kApproved).key);
  }
  hand_over_all();
  const auto first = HistoryService(world_.api()).list(world_.shopper_id, {.limit = 2});
  ASSERT_EQ(first.entries.size(), 2U);
  EXPECT_TRUE(first.has_more);
  EXPECT_EQ(first.entries[0].key, paid[2]);
  const auto rest =
      HistoryService(world_.api())
          .list(world_.shopper_id, {.limit = 2, .after = first.entries[1].key.payment_id});
  ASSERT_EQ(rest.entries.size(), 1U);
  EXPECT_FALSE(rest.has_more);
  EXPECT_EQ(rest.entries[0].key, paid[0]);
  const Time asked = rest.entries[0].requested_at;
  EXPECT_EQ(history({.from = asked, .before = asked + seconds(1)}).size(), 1U);
  EXPECT_EQ(HistoryService(world_.api()).list(world_.other_shopper_id, {}).entries.size(), 0U);
}

}  // namespace
}  // namespace pay200::test
