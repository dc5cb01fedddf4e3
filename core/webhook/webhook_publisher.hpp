#pragma once
// Makes webhooks of what has happened, for whichever endpoints want to hear of it. By the relay,
// from the outbox. Throws as db::Database does.

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/dispute/dispute_service.hpp"
#include "core/payment/payment.hpp"
#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"
#include "core/webhook/webhook_event.hpp"

namespace pay200 {

/// Shows things as the API does, which core does not know.
class WebhookRenderer {
 public:
  virtual ~WebhookRenderer() = default;
  virtual nlohmann::ordered_json payment(const Payment& payment) const = 0;
  /// The cancel in it, with the payment's key and order.
  virtual nlohmann::ordered_json cancel(const Payment& payment, CancelId cancel_id) const = 0;
  /// With the payment's key and order.
  virtual nlohmann::ordered_json dispute(const Payment& payment, const Dispute& dispute) const = 0;
};

/// One event of a payment, as the outbox has it.
struct PaymentEvent {
  std::string event_id;
  PaymentId payment_id;
  std::string event;  ///< "approved", "canceled", ...
  PaymentState state_after = PaymentState::kReady;
  std::optional<PaymentState> state_before = {};  ///< where the event tells it
  std::optional<CancelId> cancel_id;
  std::optional<DisputeId> dispute_id = {};
  Time occurred_at;
};

class WebhookPublisher {
 public:
  WebhookPublisher(db::Database& database, const Clock& clock, const WebhookRenderer& renderer)
      : database_(database), clock_(clock), renderer_(renderer) {}

  /// Of one merchant. The payment is shown as it is now, which may be later than the event.
  /// Idempotent: an event handed over twice is one webhook, with its first body.
  void publish(MerchantId merchant_id, const std::vector<PaymentEvent>& events);
  /// Of a settlement that was made then. Idempotent likewise. `data` is asked only if somebody
  /// wants to hear of it.
  void publish_settlement(MerchantId merchant_id, SettlementId settlement_id, Time made_at,
                          const std::function<nlohmann::ordered_json()>& data);

 private:
  /// Nothing: the event does not say what it is of.
  std::optional<nlohmann::ordered_json> data_of(const PaymentEvent& event, WebhookEventType type,
                                                const Payment& payment);

  db::Database& database_;
  const Clock& clock_;
  const WebhookRenderer& renderer_;
};

}  // namespace pay200
