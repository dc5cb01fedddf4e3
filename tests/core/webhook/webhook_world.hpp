#pragma once
// A database with a merchant that has webhook endpoints, and the services of those who make, send
// and read webhooks, each as its own role.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/webhook/webhook_publisher.hpp"
#include "core/webhook/webhook_queue.hpp"
#include "core/webhook/webhook_service.hpp"
#include "tests/support/payment_world.hpp"

namespace pay200::test {

class WorldTime : public Clock {
 public:
  explicit WorldTime(const PaymentWorld& world) : world_(world) {}
  Time now() const override { return world_.now; }

 private:
  const PaymentWorld& world_;
};

class PlainRenderer : public WebhookRenderer {
 public:
  nlohmann::ordered_json payment(const Payment& payment) const override {
    return {{"status", to_text(payment.status())}, {"balanceAmount", payment.balance.amount_minor}};
  }
  nlohmann::ordered_json cancel(const Payment& payment, CancelId cancel_id) const override {
    for (const CancelView& cancel : payment.cancels) {
      if (cancel.id == cancel_id) return {{"cancelStatus", cancel.state}};
    }
    return nullptr;
  }
  nlohmann::ordered_json dispute(const Payment& payment, const Dispute& dispute) const override {
    return {{"orderId", payment.order_id}, {"disputeAmount", dispute.amount.amount_minor}};
  }
};

class WebhookWorld : public PaymentWorld {
 public:
  static constexpr const char* kWebhookKey = "fedcba9876543210fedcba9876543210";
  static constexpr std::chrono::seconds kLease{25};

  Answered<WebhookService::WithSecret> endpoint(std::vector<WebhookEventType> types = {}) {
    return service
        .create_endpoint({merchant_id, "https://shop.example/hook", "주문 서버", std::move(types)})
        .value();
  }
  /// One that waits to be sent.
  WebhookKey webhook(const WebhookEndpoint& to) {
    return service.send_test(merchant_id, to.id).value().key;
  }
  WebhookTarget target(const WebhookEndpoint& of) const { return {of.merchant_id, of.id}; }

  /// What a sender would record.
  WebhookResult result(WebhookOutcome outcome, std::optional<int> status = {}) {
    WebhookResult made;
    made.attempt_id = WebhookAttemptId::make(now);
    made.outcome = outcome;
    made.http_status = status;
    made.answer = "an answer";
    made.started_at = now;
    made.duration = std::chrono::milliseconds(12);
    return made;
  }
  WebhookDelivery delivery(const WebhookKey& key) { return service.get_delivery(key)->delivery; }

  WorldTime time{*this};
  PlainRenderer renderer;
  WebhookService service{api(), time, kWebhookKey, false};
  WebhookQueue queue{relay(), time, kWebhookKey, kLease};
  WebhookPublisher publisher{relay(), time, renderer};
};

}  // namespace pay200::test
