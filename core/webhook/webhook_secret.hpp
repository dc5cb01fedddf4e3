#pragma once
// An endpoint's secret as the database keeps it: sealed under the gateway's webhook key, bound to
// the endpoint.

#include <optional>
#include <string>
#include <string_view>

#include "core/platform/crypto/crypto.hpp"
#include "core/platform/id.hpp"

namespace pay200 {

crypto::Sealed seal_webhook_secret(std::string_view webhook_key, WebhookEndpointId endpoint_id,
                                   std::string_view secret);
/// nullopt: another key's or another endpoint's.
std::optional<std::string> open_webhook_secret(std::string_view webhook_key,
                                               WebhookEndpointId endpoint_id,
                                               const crypto::Sealed& sealed);

}  // namespace pay200
