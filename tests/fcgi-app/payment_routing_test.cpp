// Payments over two acquirers of different kinds: ISO 8583 to a sandbox, and one in memory. While
// one of them is down, full or silent, shoppers pay by the other, and each gets one clear outcome.

#include <algorithm>
#include <chrono>
#include <functional>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <thread>
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
      config.relay.refund_settle_ms = 500;
      if (change_) change_(config);
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

  std::vector<std::string> told(const PaymentKey& key) {
    std::vector<std::string> told;
    for (const auto& entry : world_.read(key).timeline) told.push_back(entry.event);
    return told;
  }

  /// "reason state code" of the payment's reversals, oldest first.
  std::string reversals(const PaymentKey& key) {
    return world_.value(
        "SELECT string_agg(reason || ' ' || state || coalesce(' ' || response_code, ''), ', ' "
        "ORDER BY created_at, reason DESC) FROM reversal WHERE payment_id = '" +
        key.payment_id.to_sql() + "'");
  }

  /// A fault of the sandbox's, which has all payments but those that it cannot take.
  void sandbox_first(const std::string& fault, const std::string& mti = "0200",
                     const std::string& code = {}, int delay_ms = 0) {
    card();
    start(1, 0);
    dev::FaultOrder order;
    order.kind = fault;
    order.mti = mti;
    order.code = code;
    order.delay_ms = delay_ms;
    sandbox_.control().arm(order);
  }

  std::size_t standing() const {
    const auto approved = sandbox::approved_purchases(sandbox_.records());
    return static_cast<std::size_t>(
        std::ranges::count_if(approved, [](const auto& purchase) { return purchase.stands(); }));
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
  std::function<void(Config&)> change_;  ///< of what start() makes
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
  EXPECT_EQ(told(key), (std::vector<std::string>{"created", "scanned", "authorizing", "retrying",
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

TEST_F(PaymentRoutingTest, WithoutAnAnswerItIsReversedAndThenTheNextTakesItInTheSameRequest) {
  card();
  start(0, 1);
  second_.tell(SecondAcquirer::Does::kSayNothing);
  second_.tell_of_reversals(SecondAcquirer::Does::kApprove);
  const PaymentKey key = held();
  const IdempotencyClaim claim{std::string(32, 's'), std::string(32, 'r')};
  EXPECT_EQ(code(confirm(key, claim)), "ok");
  EXPECT_EQ(attempts(key), "second reversed, sandbox approved");
  EXPECT_EQ(reversals(key), "unknown_outcome acknowledged 00");
  EXPECT_EQ(second_.reversals(), 1);
  EXPECT_EQ(told(key), (std::vector<std::string>{"created", "scanned", "authorizing", "retrying",
                                                 "retrying", "approved"}));
  const auto replay = confirm(key, claim);
  EXPECT_EQ(code(replay), "ok");
  EXPECT_TRUE(replay.replayed);
  EXPECT_EQ(purchases(), 1U);
  EXPECT_EQ(world_.value("SELECT count(*) FROM transaction"), "1");
}

TEST_F(PaymentRoutingTest, WhoseReversalIsNotAcknowledgedIsNotTriedElsewhere) {
  card();
  start(0, 1);
  second_.tell(SecondAcquirer::Does::kSayNothing);
  const PaymentKey key = held();
  EXPECT_EQ(code(confirm(key)), "OUTCOME_UNKNOWN");
  EXPECT_EQ(attempts(key), "second unknown");
  EXPECT_EQ(second_.reversals(), 1);
  EXPECT_EQ(purchases(), 0U);
  second_.tell_of_reversals(SecondAcquirer::Does::kApprove);
  EXPECT_TRUE(recover());
  EXPECT_EQ(world_.state_of(key), PaymentState::kAborted);
}

TEST_F(PaymentRoutingTest, AnApprovalWhoseReplyIsLostIsReversedBeforeTheOtherIsAsked) {
  sandbox_first("lose_reply");
  const PaymentKey key = held();
  EXPECT_EQ(code(confirm(key)), "ok");
  EXPECT_EQ(attempts(key), "sandbox reversed, second approved");
  EXPECT_EQ(purchases(), 1U);
  EXPECT_EQ(standing(), 0U);
  EXPECT_EQ(second_.payments().size(), 1U);
}

TEST_F(PaymentRoutingTest, WhoNeverSawItIsAskedOnceMoreLater) {
  sandbox_first("lose_request");
  const PaymentKey key = held();
  EXPECT_EQ(code(confirm(key)), "ok");
  EXPECT_EQ(attempts(key), "sandbox reversed, second approved");
  EXPECT_EQ(reversals(key), "unknown_outcome acknowledged 25, never_seen pending");
  EXPECT_TRUE(recover());
  EXPECT_EQ(reversals(key), "unknown_outcome acknowledged 25, never_seen acknowledged 25");
  EXPECT_EQ(world_.state_of(key), PaymentState::kApproved);
}

TEST_F(PaymentRoutingTest, AnApprovalThatComesAfterTheOthersChargesNobodyTwice) {
  sandbox_first("late", "0200", {}, 3'000);
  const PaymentKey key = held();
  EXPECT_EQ(code(confirm(key)), "ok");
  const std::string noted =
      "SELECT count(*) FROM attempt WHERE acquirer = 'sandbox' AND late_approval_code IS NOT NULL";
  EXPECT_TRUE(comes_true([&] { return world_.value(noted) == "1"; }));
  EXPECT_TRUE(recover());
  EXPECT_EQ(attempts(key), "sandbox reversed, second approved");
  EXPECT_EQ(reversals(key), "unknown_outcome acknowledged 00");
  EXPECT_EQ(standing(), 0U);
}

TEST_F(PaymentRoutingTest, ALostConnectionIsWaitedForAndThenTheReversalGoesFirst) {
  sandbox_first("cut_mid_frame");
  const PaymentKey key = held();
  EXPECT_EQ(code(confirm(key)), "ok");
  EXPECT_EQ(attempts(key), "sandbox reversed, second approved");
  // Not before its time-out of 2 s: what was sent may still be on its way.
  EXPECT_EQ(world_.value("SELECT r.created_at >= a.started_at + interval '2 s' FROM reversal r "
                         "JOIN attempt a USING (merchant_id, attempt_id)"),
            "t");
  EXPECT_EQ(standing(), 0U);
}

TEST_F(PaymentRoutingTest, AReversalThatCannotBeDoneJustNowLeavesItUnknown) {
  sandbox_first("lose_reply");
  dev::FaultOrder busy;
  busy.kind = "decline";
  busy.mti = "0420";
  busy.code = "96";
  sandbox_.control().arm(busy);
  const PaymentKey key = held();
  EXPECT_EQ(code(confirm(key)), "OUTCOME_UNKNOWN");
  EXPECT_EQ(attempts(key), "sandbox unknown");
  EXPECT_TRUE(second_.payments().empty());
  EXPECT_TRUE(recover());
  EXPECT_EQ(world_.state_of(key), PaymentState::kAborted);
  EXPECT_EQ(standing(), 0U);
}

TEST_F(PaymentRoutingTest, WhereTheOtherCannotSendEitherNothingHasHappened) {
  sandbox_first("lose_reply");
  second_.tell(SecondAcquirer::Does::kDoNotSend);
  const PaymentKey key = held();
  EXPECT_EQ(code(confirm(key)), "ACQUIRER_UNAVAILABLE");
  EXPECT_EQ(attempts(key), "sandbox reversed, second not_sent");
  EXPECT_EQ(world_.state_of(key), PaymentState::kHeld);
  EXPECT_EQ(world_.value("SELECT attempt_count FROM payment"), "1") << "one has been sent";
  EXPECT_EQ(code(confirm(key)), "ok");
  EXPECT_EQ(standing(), 1U);
}

TEST_F(PaymentRoutingTest, WithoutTimeForAnotherItIsUnknown) {
  change_ = [](Config& config) { config.acquirers[1].timeout_ms = 20'000; };
  sandbox_first("lose_reply");
  const PaymentKey key = held();
  EXPECT_EQ(code(confirm(key)), "OUTCOME_UNKNOWN");
  EXPECT_EQ(attempts(key), "sandbox unknown");
  EXPECT_TRUE(recover());
  EXPECT_EQ(world_.state_of(key), PaymentState::kAborted);
}

TEST_F(PaymentRoutingTest, ACancelWhileItIsBeingReversedIsDoneAndNobodyIsAsked) {
  change_ = [](Config& config) { config.acquirers[1].timeout_ms = 2'000; };
  card();
  start(0, 1);
  second_.tell(SecondAcquirer::Does::kSayNothing);
  second_.tell_of_reversals(SecondAcquirer::Does::kApproveAtTheLast);
  const PaymentKey key = held();
  std::string confirmed;
  std::thread confirming([&] { confirmed = code(confirm(key)); });
  EXPECT_TRUE(comes_true([&] { return world_.state_of(key) == PaymentState::kReversing; }));
  const auto canceled =
      service_->cancel_payment({.key = key, .by_shopper = std::nullopt, .reason = "변심"});
  EXPECT_TRUE(canceled.pending);
  confirming.join();
  EXPECT_EQ(confirmed, "ALREADY_CANCELED_PAYMENT");
  EXPECT_EQ(world_.state_of(key), PaymentState::kCanceled);
  EXPECT_EQ(attempts(key), "second reversed");
  EXPECT_EQ(purchases(), 0U);
}

}  // namespace
}  // namespace pay200
