#include "core/webhook/webhook_secret.hpp"

namespace pay200 {

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
