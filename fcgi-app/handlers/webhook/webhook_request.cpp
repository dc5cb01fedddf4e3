#include "fcgi-app/handlers/webhook/webhook_request.hpp"

#include <nlohmann/json.hpp>

namespace pay200::handlers {

Result<WebhookEndpointId> endpoint_id_of(const http::Call& call) {
  const auto id = webhook_endpoint_id_from_text(call.param("endpointId"));
  if (!id) return ErrorCode::kNotFoundWebhookEndpoint;
  return *id;
}

Result<WebhookKey> webhook_key_of(const http::Call& call, MerchantId merchant_id) {
  const auto key = webhook_key_from_text(call.param("webhookId"));
  if (!key || key->merchant_id != merchant_id) return ErrorCode::kNotFoundWebhook;
  return *key;
}

std::optional<std::vector<WebhookEventType>> event_types_in(http::JsonBody& body) {
  std::vector<std::string> words;
  for (const auto type : subscribable_webhook_events()) words.emplace_back(to_text(type));
  const auto chosen = body.optional_words("eventTypes", words, words.size());
  if (!chosen) return std::nullopt;
  std::vector<WebhookEventType> types;
  for (const std::string& word : *chosen) types.push_back(*webhook_event_type_from_text(word));
  return types;
}

http::Response answer_with(const nlohmann::ordered_json& value, bool replayed) {
  http::Response response = http::json_response(200, value);
  if (replayed) response.headers.emplace_back("Idempotency-Replayed", "true");
  return response;
}

}  // namespace pay200::handlers
