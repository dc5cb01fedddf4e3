#pragma once
// Another webhook_key for the gateway: what is sealed by the one before goes over to it.

#include <string>

#include "core/platform/crypto/resealing.hpp"
#include "core/platform/db/database.hpp"
#include "core/webhook/webhook_secret.hpp"

namespace pay200 {

/// Of every endpoint. A relay that still has the key before cannot sign with what is done.
/// `dry_run`: only counts.
crypto::Resealed<SealedWebhookSecret> reseal_webhook_secrets(db::Database& database,
                                                             const crypto::KeyChange& keys,
                                                             const std::string& by_operator,
                                                             bool dry_run);

}  // namespace pay200
