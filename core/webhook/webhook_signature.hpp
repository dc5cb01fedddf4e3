#pragma once
// Signing and verifying by Standard Webhooks (https://www.standardwebhooks.com): the headers
// webhook-id, webhook-timestamp and webhook-signature, the last one "v1," and base64 of
// HMAC-SHA256 over "id.timestamp.body". Pure; secrets are the caller's to cleanse.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/platform/clock.hpp"

namespace pay200 {

/// "whsec_" and base64 of 32 random bytes.
std::string new_webhook_secret();
/// ... of this key, which is overwritten.
std::string webhook_secret_from(std::string key);
/// The key in it (24 to 64 bytes); nullopt if it is no such secret.
std::optional<std::string> webhook_key_of(std::string_view secret);

/// The value of webhook-signature: one for each secret, the first the newest. Asserts that they are
/// secrets.
std::string webhook_signature(const std::vector<std::string>& secrets, std::string_view id,
                              std::int64_t timestamp_s, std::string_view body);

/// As the headers came.
struct SignedWebhook {
  std::string id, timestamp, signature, body;
};

enum class WebhookVerdict {
  kGenuine,
  kNoSecret,     ///< the secret is none
  kNoTimestamp,  ///< no number
  kTooOld,
  kTooNew,
  kWrongSignature,  ///< of another secret, or a byte was changed
};

/// In constant time. `tolerance`: how far the timestamp may be from `now`; the packages' is five
/// minutes.
WebhookVerdict verify_webhook(std::string_view secret, const SignedWebhook& webhook, Time now,
                              std::chrono::seconds tolerance = std::chrono::minutes(5));

}  // namespace pay200
