#pragma once
// The statements for the webhooks that wait, and for the log that they leave. Only core/webhook's
// queue calls them.

#include <string>
#include <vector>

#include "core/platform/crypto/crypto.hpp"
#include "core/platform/db/database.hpp"
#include "core/webhook/webhook_outcome.hpp"
#include "core/webhook/webhook_queue.hpp"

namespace pay200::webhook_queue_store {

std::vector<WebhookTarget> due_webhook_endpoints(db::Database& database, const WebhookTarget& after,
                                                 std::size_t most, Time now);
/// For which something waits though they are disabled or gone.
std::vector<WebhookTarget> lost_webhook_endpoints(db::Database& database, std::size_t most);
/// How many: `most` at most.
std::size_t abandon_webhooks(db::Database& database, const WebhookTarget& target, std::size_t most);
struct Claimed {
  WebhookDeliveryId delivery_id;
  int tries = 0;
  std::string body, url;
  std::vector<crypto::Sealed> secrets;  ///< the newest first
};
std::vector<Claimed> claim_webhooks(db::Database& database, const WebhookTarget& target,
                                    std::size_t most, Time lease_until, Time now);
/// What it came to.
WebhookFate record_webhook_attempt(db::Database& database, const OutgoingWebhook& sent,
                                   const WebhookResult& result, const WebhookDecision& decision);
/// Merchants with a listener that has ended without a word.
std::vector<MerchantId> merchants_with_lost_listeners(db::Database& database, Time now);
void forget_webhook_listeners(db::Database& database, MerchantId merchant_id, Time now);
void open_webhook_listener(db::Database& database, const WebhookTarget& listener,
                           const std::string& url, Time until, Time now);
/// Of this month and the two after it.
void create_webhook_partitions(db::Database& database, Time now);
/// False: there is none to drop.
bool drop_webhook_partition(db::Database& database, int keep_months, Time now);
/// How many: `most` of each table at most.
std::size_t forget_old_webhooks(db::Database& database, int keep_months, std::size_t most,
                                Time now);
WebhooksWaiting webhooks_waiting(db::Database& database, Time now);

}  // namespace pay200::webhook_queue_store
