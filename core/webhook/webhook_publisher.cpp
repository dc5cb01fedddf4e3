#include "core/webhook/webhook_publisher.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/payment/current_payment.hpp"
#include "core/webhook/webhook_body.hpp"
#include "core/webhook/webhook_store.hpp"

namespace pay200 {
namespace {

bool wants(const webhook_store::Wanted& wanted, WebhookEventType type) {
  return wanted.all ||
         std::ranges::find(wanted.types, std::string(to_text(type))) != wanted.types.end();
}

}  // namespace

void WebhookPublisher::publish(MerchantId merchant_id, const std::vector<PaymentEvent>& events) {
  std::optional<webhook_store::Wanted> wanted;
  for (const PaymentEvent& event : events) {
    const auto types = webhooks_of(event.event, event.state_after, event.state_before);
    if (types.empty()) continue;
    if (!wanted) wanted = webhook_store::wanted_webhooks(database_, merchant_id, clock_.now());
    if (std::ranges::none_of(types, [&](auto type) { return wants(*wanted, type); })) continue;
    const auto payment = current_payment(database_, {merchant_id, event.payment_id});
    if (!payment) continue;
    for (const WebhookEventType type : types) {
      if (!wants(*wanted, type)) continue;
      const auto data = data_of(event, type, *payment);
      if (!data) continue;
      webhook_store::publish_webhook(
          database_,
          {merchant_id, event.event_id, type, webhook_body(type, event.occurred_at, *data)},
          clock_.now());
    }
  }
}

std::optional<nlohmann::ordered_json> WebhookPublisher::data_of(const PaymentEvent& event,
                                                                WebhookEventType type,
                                                                const Payment& payment) {
  if (type == WebhookEventType::kCancelStatusChanged) {
    if (!event.cancel_id) return std::nullopt;
    return renderer_.cancel(payment, *event.cancel_id);
  }
  if (type == WebhookEventType::kDisputeOpened) {
    if (!event.dispute_id) return std::nullopt;
    const auto dispute =
        DisputeService(database_, clock_).get_dispute({payment.key.merchant_id, *event.dispute_id});
    if (!dispute) return std::nullopt;
    return renderer_.dispute(payment, *dispute);
  }
  return renderer_.payment(payment);
}

void WebhookPublisher::publish_settlement(MerchantId merchant_id, SettlementId settlement_id,
                                          Time made_at,
                                          const std::function<nlohmann::ordered_json()>& data) {
  constexpr auto kType = WebhookEventType::kSettlementCreated;
  const auto wanted = webhook_store::wanted_webhooks(database_, merchant_id, clock_.now());
  if (!wants(wanted, kType)) return;
  webhook_store::publish_webhook(
      database_, {merchant_id, settlement_id.to_sql(), kType, webhook_body(kType, made_at, data())},
      clock_.now());
}

}  // namespace pay200
