#pragma once
// What is sent: {eventType, createdAt, version, data}, as Toss Payments sends it. Pure.

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/platform/clock.hpp"
#include "core/webhook/webhook_event.hpp"

namespace pay200 {

/// `created_at`: when it happened. `data`: the object as the API shows it.
std::string webhook_body(WebhookEventType type, Time created_at,
                         const nlohmann::ordered_json& data);

}  // namespace pay200
