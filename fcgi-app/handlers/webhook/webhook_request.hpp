#pragma once
// What the webhook endpoints' requests share.

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/platform/result.hpp"
#include "core/webhook/webhook_event.hpp"
#include "fcgi-app/http/call.hpp"
#include "fcgi-app/http/response.hpp"

namespace pay200::handlers {

/// The {endpointId} of the path. kNotFoundWebhookEndpoint if it is none.
Result<WebhookEndpointId> endpoint_id_of(const http::Call& call);
/// The {webhookId}; kNotFoundWebhook also for another merchant's.
Result<WebhookKey> webhook_key_of(const http::Call& call, MerchantId merchant_id);

std::optional<std::vector<WebhookEventType>> event_types_in(http::JsonBody& body);

/// 200; a replay carries Idempotency-Replayed: true.
http::Response answer_with(const nlohmann::ordered_json& value, bool replayed);

}  // namespace pay200::handlers
