#include "core/webhook/webhook_resealing.hpp"

#include "core/webhook/webhook_store.hpp"

namespace pay200 {

crypto::Resealed<SealedWebhookSecret> reseal_webhook_secrets(db::Database& database,
                                                             const crypto::KeyChange& keys,
                                                             const std::string& by_operator,
                                                             bool dry_run) {
  return crypto::reseal(keys, webhook_store::sealed_webhook_secrets(database),
                        [&](const SealedWebhookSecret& row, const crypto::Sealed& sealed) {
                          if (dry_run) return;
                          webhook_store::reseal_webhook_secret(database, row, sealed, by_operator);
                        });
}

}  // namespace pay200
