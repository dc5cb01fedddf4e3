#include "fcgi-app/render/webhook_json.hpp"

#include <nlohmann/json.hpp>

#include "fcgi-app/render/payment_json.hpp"

namespace pay200::render {
namespace {

using Json = nlohmann::ordered_json;

Json time_or_null(const std::optional<Time>& time) {
  return time ? Json(to_iso8601(*time)) : Json(nullptr);
}

template <class T>
Json value_or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json reason_json(const WebhookEndpoint& endpoint) {
  if (!endpoint.disabled_reason) return nullptr;
  return *endpoint.disabled_reason == "gone" ? "GONE" : "MERCHANT";
}

}  // namespace

Json webhook_endpoint_json(const WebhookEndpoint& endpoint) {
  const auto& types =
      endpoint.event_types.empty() ? subscribable_webhook_events() : endpoint.event_types;
  Json words = Json::array();
  for (const WebhookEventType type : types) words.push_back(to_text(type));
  return {
      {"endpointId", to_text(endpoint.id)},
      {"url", endpoint.url},
      {"description", value_or_null(endpoint.description)},
      {"eventTypes", std::move(words)},
      {"status", endpoint.enabled ? "ENABLED" : "DISABLED"},
      {"disabledReason", reason_json(endpoint)},
      {"previousSecretExpiresAt", time_or_null(endpoint.previous_secret_until)},
      {"createdAt", to_iso8601(endpoint.created_at)},
  };
}

Json webhook_endpoint_json(const WebhookService::WithSecret& made) {
  Json json = webhook_endpoint_json(made.endpoint);
  json["secret"] = made.secret;
  return json;
}

Json webhook_json(const WebhookDelivery& delivery) {
  return {
      {"webhookId", to_text(delivery.key)},
      {"endpointId", to_text(delivery.endpoint_id)},
      {"eventType", to_text(delivery.type)},
      {"status", to_text(delivery.state)},
      {"createdAt", to_iso8601(delivery.created_at)},
      {"tries", delivery.tries},
      {"lastAttemptAt", time_or_null(delivery.last_attempt_at)},
      {"lastOutcome", value_or_null(delivery.last_outcome)},
      {"lastHttpStatus", value_or_null(delivery.last_status)},
      {"nextAttemptAt", time_or_null(delivery.next_attempt_at)},
  };
}

Json webhook_json(const WebhookLog& log) {
  Json json = webhook_json(log.delivery);
  json["body"] = log.body;
  Json attempts = Json::array();
  for (const WebhookAttempt& attempt : log.attempts) {
    attempts.push_back({
        {"attemptedAt", to_iso8601(attempt.started_at)},
        {"durationMs", attempt.duration.count()},
        {"outcome", attempt.outcome},
        {"httpStatus", value_or_null(attempt.http_status)},
        {"answer", attempt.answer},
    });
  }
  json["attempts"] = std::move(attempts);
  return json;
}

Json WebhookData::payment(const Payment& payment) const {
  return payment_json(payment, std::nullopt, std::nullopt, public_base_url_, Language::kKorean);
}

Json WebhookData::cancel(const Payment& payment, CancelId cancel_id) const {
  Json json = {{"paymentKey", to_text(payment.key)}, {"orderId", payment.order_id}};
  json.update(cancel_json(payment, cancel_id));
  return json;
}

Json WebhookData::dispute(const Payment& payment, const Dispute& dispute) const {
  return {{"disputeId", to_text(dispute.key)},
          {"paymentKey", to_text(payment.key)},
          {"orderId", payment.order_id},
          {"disputeAmount", dispute.amount.amount_minor},
          {"disputeStatus", to_text(dispute.state)},
          {"reference", dispute.reference},
          {"openedDate", to_text(dispute.opened_on)},
          {"respondByDate", to_text(dispute.respond_by)}};
}

}  // namespace pay200::render
