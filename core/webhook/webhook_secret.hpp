#pragma once
// An endpoint's secret: derived from the request that made it, so that the same answer can be given
// again though no secret is kept in clear; and as the database keeps it, sealed under the gateway's
// webhook key and bound to the endpoint.

#include <optional>
#include <string>
#include <string_view>

#include "core/platform/crypto/crypto.hpp"
#include "core/platform/id.hpp"

namespace pay200 {

/// Of a request about webhooks: what its idempotency key is held by.
using WebhookRequestId = TypedUuid<struct WebhookRequestTag>;

/// The secret that the request makes: another one for each request, and nobody's to know without
/// the webhook key.
std::string derive_webhook_secret(std::string_view webhook_key, WebhookRequestId request_id);

crypto::Sealed seal_webhook_secret(std::string_view webhook_key, WebhookEndpointId endpoint_id,
                                   std::string_view secret);
/// nullopt: another key's or another endpoint's.
std::optional<std::string> open_webhook_secret(std::string_view webhook_key,
                                               WebhookEndpointId endpoint_id,
                                               const crypto::Sealed& sealed);

struct SealedWebhookSecret {
  MerchantId merchant_id;
  WebhookEndpointId id;
  crypto::Sealed sealed;
};

}  // namespace pay200
