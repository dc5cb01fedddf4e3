// Payments over two acquirers of different kinds: ISO 8583 to a sandbox, and one in memory. While
// one of them is down, full or silent, shoppers pay by the other, and each gets one clear outcome.

#include <chrono>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include "core/payment/payment_service.hpp"
#include "core/payment/recovery_service.hpp"
#include "core/shopper/shopper_service.hpp"
#include "sandbox/journal_reader.hpp"
#include "tests/fcgi-app/link/running_link.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/payment_world.hpp"
#include "tests/support/running_sandbox.hpp"
#include "tests/support/second_acquirer.hpp"
#include "tests/support/together.hpp"

namespace pay200 {
namespace {

using test::comes_true;
using test::PaymentWorld;
using test::RunningLink;
using test::SecondAcquirer;

class PaymentRoutingTest : public ::testing::Test {
 protected:
  PaymentRoutingTest() { start(1, 1); }

  void TearDown() override {
    world_.now = system_clock().now();
    EXPECT_EQ(world_.violations(), std::vector<std::string>{});
  }

  /// Everything above the acquirers, with these weights.
  void start(int sandbox_weight, int second_weight) {
    service_.reset();
    recovery_.reset();
    client_.reset();
    link_.reset();
    link_ = std::make_unique<RunningLink>(world_.database(), sandbox_.port(), [&](Config& config) {
      config.acquirers.push_back(SecondAcquirer::config());
      config.acquirers[0].weight = sandbox_weight;
      config.acquirers[1].weight = second_weight;
      for (auto& acquirer : config.acquirers) {
        acquirer.timeout_ms = 2'000;
        acquirer.cut_off = std::chrono::hours(24);
        acquirer.breaker_failures = 2;
        acquirer.breaker_rest_ms = 1'500;
      }
      config.acquirers[1].timeout_ms = 300;
      config.relay.reversal_backoff_first_ms = 100;
      config.relay.attempt_grace_ms = 100;
    });
    config_ = link_->config();
    client_ = std::make_unique<LinkClient>(link_->socket());
    service_ = std::make_unique<PaymentService>(world_.api(), system_clock(), config_,
                                                client_.get(), PaymentWorld::kPinKey);
    recovery_ =
        std::make_unique<RecoveryService>(world_.relay(), system_clock(), config_, *client_);
    ASSERT_TRUE(comes_true([this] { return takes_payments(0) && takes_payments(1); }));
  }

  LinkClient::AcquirerStatus status_of(std::size_t acquirer) {
    const auto status = client_->status();
    return status ? status->at(acquirer) : LinkClient::AcquirerStatus{};
  }
  bool takes_payments(std::size_t acquirer) { return status_of(acquirer).takes_payments(); }

  CardId card() {
    if (card_) return *card_;
    ShopperService shoppers(world_.api(), system_clock(), config_, client_.get(),
                            PaymentWorld::kPinKey);
    card_ = shoppers
                .add_card(world_.shopper_id,
                          {.number = "4242424242424242", .expiry = "3012", .cvc = "123"})
                .value()
                .id;
    return *card_;
  }

  PaymentKey held() {
    const auto created = service_->create_payment({.merchant_id = world_.merchant_id,
                                                   .order_id = "order-" + std::to_string(++orders_),
                                                   .order_name = "커피 두 잔",
                                                   .amount = {11'000, Currency::kKrw},
                                                   .customer_name = std::nullopt,
                                                   .idempotency = std::nullopt});
    const PaymentKey key = created.result.value().key;
    EXPECT_TRUE(service_->scan_payment(key, world_.shopper_id, false).ok());
    return key;
  }

  PaymentAnswer confirm(const PaymentKey& key,
                        const std::optional<IdempotencyClaim>& claim = std::nullopt) {
    return service_->confirm_payment({.key = key,
                                      .shopper_id = world_.shopper_id,
                                      .card_id = card(),
                                      .pin = PaymentWorld::kPin,
                                      .idempotency = claim});
  }
  static std::string code(const PaymentAnswer& answer) {
    return std::string(answer.result ? "ok" : wire_name(answer.result.error().code));
  }
  std::string pay() { return code(confirm(held())); }

  bool recover() {
    return comes_true([this] {
      recovery_->sweep_attempts();
      for (const DueReversal& due : recovery_->due_reversals(10)) recovery_->send_reversal(due);
      return world_.value("SELECT count(*) FROM reversal WHERE state = 'pending'") == "0" &&
             world_.value("SELECT count(*) FROM attempt WHERE state = 'sending'") == "0";
    });
  }

  /// "second not_sent, sandbox approved" of the payment's attempts.
  std::string attempts(const PaymentKey& key) {
    return world_.value(
        "SELECT string_agg(acquirer || ' ' || state, ', ' ORDER BY number) FROM attempt WHERE "
        "payment_id = '" +
        key.payment_id.to_sql() + "'");
  }

  std::size_t purchases() const { return sandbox::approved_purchases(sandbox_.records()).size(); }

  SecondAcquirer& second_ = SecondAcquirer::fresh();
  test::RunningSandbox sandbox_;
  PaymentWorld world_;
  std::unique_ptr<RunningLink> link_;
  Config config_;
  std::unique_ptr<LinkClient> client_;
  std::unique_ptr<PaymentService> service_;
  std::unique_ptr<RecoveryService> recovery_;
  std::optional<CardId> card_;
  int orders_ = 0;
};

TEST_F(PaymentRoutingTest, EachAcquirerHasItsShare) {
  start(3, 1);
  card();
  for (int i = 0; i < 8; ++i) EXPECT_EQ(pay(), "ok");
  EXPECT_NEAR(static_cast<double>(purchases()), 6, 1);  // the card's verification took a turn
  EXPECT_EQ(purchases() + second_.payments().size(), 8U);
}

TEST_F(PaymentRoutingTest, WhileOneIsDownShoppersPayByTheOther) {
  card();
  sandbox_.stop();
  ASSERT_TRUE(comes_true([this] { return !takes_payments(0); }));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(pay(), "ok");
  EXPECT_EQ(second_.payments().size(), 3U);
  sandbox_.start();
  ASSERT_TRUE(comes_true([this] { return takes_payments(0); }));
  second_.set_ready(false);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(pay(), "ok");
  EXPECT_EQ(second_.payments().size(), 3U);
  EXPECT_EQ(purchases(), 3U);
}

TEST_F(PaymentRoutingTest, WhatCouldNotBeSentGoesToTheNextAtOnceInTheSameRequest) {
  card();
  start(0, 1);
  second_.tell(SecondAcquirer::Does::kDoNotSend);
  const PaymentKey key = held();
  const IdempotencyClaim claim{std::string(32, 's'), std::string(32, 'r')};
  EXPECT_EQ(code(confirm(key, claim)), "ok");
  EXPECT_EQ(attempts(key), "second not_sent, sandbox approved");
  const Payment payment = world_.read(key);
  EXPECT_EQ(payment.status(), PublicStatus::kDone);
  std::vector<std::string> told;
  for (const auto& entry : payment.timeline) told.push_back(entry.event);
  EXPECT_EQ(told, (std::vector<std::string>{"created", "scanned", "authorizing", "retrying",
                                            "approved"}));
  const auto replay = confirm(key, claim);
  EXPECT_EQ(code(replay), "ok");
  EXPECT_TRUE(replay.replayed);
  EXPECT_EQ(purchases(), 1U);
}

TEST_F(PaymentRoutingTest, WhereNoneCanSendNothingHasHappened) {
  card();
  start(0, 1);
  second_.tell(SecondAcquirer::Does::kDoNotSend);
  sandbox_.stop();
  ASSERT_TRUE(comes_true([this] { return !takes_payments(0); }));
  const PaymentKey key = held();
  EXPECT_EQ(code(confirm(key)), "ACQUIRER_UNAVAILABLE");
  EXPECT_EQ(attempts(key), "second not_sent");
  EXPECT_EQ(world_.state_of(key), PaymentState::kHeld);
  second_.tell(SecondAcquirer::Does::kApprove);
  ASSERT_TRUE(comes_true([this] { return takes_payments(1); }));
  EXPECT_EQ(code(confirm(key)), "ok");
}

TEST_F(PaymentRoutingTest, ASilentOneGetsNoMorePaymentsUntilItsRestIsOverAndThenOneToTry) {
  card();
  start(0, 1);
  second_.tell(SecondAcquirer::Does::kSayNothing);
  for (int i = 0; i < 2; ++i) EXPECT_EQ(pay(), "OUTCOME_UNKNOWN");
  EXPECT_EQ(status_of(1).breaker, BreakerState::kOpen);
  EXPECT_EQ(pay(), "ok");
  EXPECT_EQ(purchases(), 1U);
  EXPECT_EQ(second_.payments().size(), 2U);

  ASSERT_TRUE(comes_true([this] { return status_of(1).breaker == BreakerState::kHalfOpen; }));
  EXPECT_EQ(pay(), "OUTCOME_UNKNOWN");  // the probe
  EXPECT_EQ(pay(), "ok");
  EXPECT_EQ(second_.payments().size(), 3U);

  second_.tell(SecondAcquirer::Does::kApprove);
  ASSERT_TRUE(comes_true([this] { return status_of(1).breaker == BreakerState::kHalfOpen; }));
  EXPECT_EQ(pay(), "ok");
  EXPECT_EQ(status_of(1).breaker, BreakerState::kClosed);
  EXPECT_EQ(second_.payments().size(), 4U);
  EXPECT_TRUE(recover());
  EXPECT_EQ(world_.value("SELECT count(*) FROM payment WHERE state = 'aborted'"), "3");
}

TEST_F(PaymentRoutingTest, AnApprovalThatOutlivesItsLinkIsFoundInTheDatabaseAndReversed) {
  card();
  start(0, 1);
  second_.tell(SecondAcquirer::Does::kSayNothing);
  const PaymentKey key = held();
  EXPECT_EQ(code(confirm(key)), "OUTCOME_UNKNOWN");
  second_.tell(SecondAcquirer::Does::kApprove);
  EXPECT_TRUE(recover());
  EXPECT_EQ(link_->stop(), 0);
  link_->start();
  ASSERT_TRUE(comes_true([this] { return takes_payments(1); }));
  const PayMessage sent = second_.payments().at(0);
  LateApproval late{sent.identity, sent.card_acceptor_id, sent.amount.amount_minor, "M00009"};
  late.identity.transmitted_at =
      std::chrono::floor<std::chrono::seconds>(sent.identity.transmitted_at);
  LateApproval other = late;
  other.amount_minor += 1;
  second_.say_late(other);  // an alarm, and no more
  second_.say_late(late);
  const std::string noted = "SELECT coalesce(late_approval_code, 'none') FROM attempt";
  EXPECT_TRUE(comes_true([&] { return world_.value(noted) == "M00009"; }));
  EXPECT_TRUE(recover());
  EXPECT_EQ(world_.state_of(key), PaymentState::kAborted);
}

}  // namespace
}  // namespace pay200
