#include "core/webhook/webhook_secret.hpp"

#include "core/webhook/webhook_signature.hpp"

namespace pay200 {

std::string derive_webhook_secret(std::string_view webhook_key, WebhookRequestId request_id) {
  return webhook_secret_from(
      crypto::hmac_sha256(webhook_key, "webhook secret of " + request_id.to_sql()));
}

crypto::Sealed seal_webhook_secret(std::string_view webhook_key, WebhookEndpointId endpoint_id,
                                   std::string_view secret) {
  return crypto::seal(webhook_key, secret, endpoint_id.to_sql());
}

std::optional<std::string> open_webhook_secret(std::string_view webhook_key,
                                               WebhookEndpointId endpoint_id,
                                               const crypto::Sealed& sealed) {
  return crypto::open(webhook_key, sealed, endpoint_id.to_sql());
}

}  // namespace pay200
