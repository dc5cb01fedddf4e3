#pragma once
// The way of the money in one process: the services of core/payment, the link's role and the
// sandbox over TCP, a real database. What its tests start from.

#include <chrono>
#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "core/payment/payment_service.hpp"
#include "core/payment/recovery_service.hpp"
#include "core/shopper/shopper_service.hpp"
#include "tests/fcgi-app/link/running_link.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/payment_world.hpp"
#include "tests/support/running_sandbox.hpp"

namespace pay200::test {

inline const std::string kGood = "4242424242424242";
inline const std::string kNoFunds = "4000000000009995";

class PaymentPath : public ::testing::Test {
 protected:
  PaymentPath() {
    world_.now = system_clock().now();
    link_ = std::make_unique<RunningLink>(world_.database(), sandbox_.port());
    config_ = link_->config();
    config_.acquirers[0].timeout_ms = 2'000;
    config_.acquirers[0].cut_off = std::chrono::hours(24);
    config_.relay.reversal_backoff_first_ms = 100;
    config_.relay.attempt_grace_ms = 100;
    config_.relay.refund_settle_ms = 500;
    client_ = std::make_unique<LinkClient>(link_->socket());
    service_ = std::make_unique<PaymentService>(world_.api(), system_clock(), config_,
                                                client_.get(), PaymentWorld::kPinKey);
    recovery_ =
        std::make_unique<RecoveryService>(world_.relay(), system_clock(), config_, *client_);
    EXPECT_TRUE(comes_true([this] { return acquirer_ready(); }));
  }

  void TearDown() override {
    world_.now = system_clock().now();
    const auto violations = world_.violations();
    EXPECT_EQ(violations.size(), alarms_) << testing::PrintToString(violations);
  }

  bool acquirer_ready() {
    const auto status = client_->status();
    return status.ok() && status.value().at(0).ready;
  }

  CardId add_card(const std::string& number) {
    ShopperService shoppers(world_.api(), system_clock(), config_, client_.get(),
                            PaymentWorld::kPinKey);
    const auto card =
        shoppers.add_card(world_.shopper_id, {.number = number, .expiry = "3012", .cvc = "123"});
    if (!card) throw std::runtime_error(std::string(wire_name(card.error().code)));
    return card->id;
  }

  PaymentKey created() {
    const auto created = service_->create_payment({.merchant_id = world_.merchant_id,
                                                   .order_id = "order-" + std::to_string(++orders_),
                                                   .order_name = "커피 두 잔",
                                                   .amount = {11'000, Currency::kKrw},
                                                   .customer_name = std::nullopt,
                                                   .idempotency = std::nullopt});
    return created.result.value().key;
  }

  PaymentKey held() {
    const PaymentKey key = created();
    EXPECT_TRUE(service_->scan_payment(key, world_.shopper_id, false).ok());
    return key;
  }

  PaymentAnswer confirm(const PaymentKey& key, CardId card,
                        const std::optional<IdempotencyClaim>& claim = std::nullopt) {
    return service_->confirm_payment({.key = key,
                                      .shopper_id = world_.shopper_id,
                                      .card_id = card,
                                      .pin = PaymentWorld::kPin,
                                      .idempotency = claim});
  }
  PaymentAnswer cancel(const PaymentKey& key,
                       const std::optional<IdempotencyClaim>& claim = std::nullopt) {
    return service_->cancel_payment(
        {.key = key, .by_shopper = std::nullopt, .reason = "변심", .idempotency = claim});
  }
  PaymentAnswer refund(const PaymentKey& key, std::int64_t amount_minor,
                       const std::optional<IdempotencyClaim>& claim = std::nullopt) {
    return service_->cancel_payment(
        {.key = key, .amount_minor = amount_minor, .reason = "반품", .idempotency = claim});
  }
  PaymentKey paid() {
    const PaymentKey key = held();
    EXPECT_EQ(code(confirm(key, add_card(kGood))), "ok");
    return key;
  }
  static std::string code(const PaymentAnswer& answer) {
    return std::string(answer.result ? "ok" : wire_name(answer.result.error().code));
  }

  /// As the relay does, until nothing is owed.
  bool recover() {
    return comes_true([this] {
      recovery_->sweep_attempts();
      for (const DueReversal& due : recovery_->due_reversals(10)) recovery_->send_reversal(due);
      for (const DueRefund& due : recovery_->due_refunds(10)) recovery_->advance_refund(due);
      return world_.value("SELECT count(*) FROM reversal WHERE state = 'pending'") == "0" &&
             world_.value("SELECT count(*) FROM attempt WHERE state = 'sending'") == "0" &&
             world_.value(
                 "SELECT count(*) FROM refund WHERE state IN ('pending', 'sending', "
                 "'unknown')") == "0";
    });
  }

  /// "purchase 00, reversal 00": what the card network did for payments, in order.
  std::string journal() {
    std::string told;
    for (const auto& record : sandbox_.records()) {
      const std::string kind(sandbox::to_text(record.kind));
      if (kind != "purchase" && kind != "void" && kind != "reversal" && kind != "refund") continue;
      told += (told.empty() ? "" : ", ") + kind + " " + record.code;
    }
    return told;
  }

  void arm(const dev::FaultOrder& fault) { sandbox_.control().arm(fault); }
  std::string status(const PaymentKey& key) {
    return std::string(to_text(world_.read(key).status()));
  }
  std::string ledger_rows() { return world_.value("SELECT count(*) FROM ledger_entry"); }

  RunningSandbox sandbox_;
  PaymentWorld world_;
  std::size_t alarms_ = 0;  ///< what pgctl db check must complain of
  std::unique_ptr<RunningLink> link_;
  Config config_;
  std::unique_ptr<LinkClient> client_;
  std::unique_ptr<PaymentService> service_;
  std::unique_ptr<RecoveryService> recovery_;
  int orders_ = 0;
};

}  // namespace pay200::test
