#pragma once
// The statements for webhooks. Only core/webhook's services call them.

#include <optional>
#include <string>
#include <vector>

#include "core/platform/crypto/crypto.hpp"
#include "core/platform/db/database.hpp"
#include "core/webhook/webhook_outcome.hpp"
#include "core/webhook/webhook_queue.hpp"
#include "core/webhook/webhook_service.hpp"

namespace pay200::webhook_store {

/// False: there are `most` already.
bool create_webhook_endpoint(db::Database& database, const WebhookEndpoint& endpoint,
                             const crypto::Sealed& secret, int most);
std::vector<WebhookEndpoint> list_webhook_endpoints(db::Database& database, MerchantId merchant_id);
std::optional<WebhookEndpoint> find_webhook_endpoint(db::Database& database, MerchantId merchant_id,
                                                     WebhookEndpointId id);
/// This and the next: false if there is none.
bool update_webhook_endpoint(db::Database& database, MerchantId merchant_id, WebhookEndpointId id,
                             const WebhookService::Change& change);
bool delete_webhook_endpoint(db::Database& database, MerchantId merchant_id, WebhookEndpointId id,
                             bool listener);
bool rotate_webhook_secret(db::Database& database, MerchantId merchant_id, WebhookEndpointId id,
                           const crypto::Sealed& secret, Time previous_until, Time now);

/// The event types that somebody listens for; `all`: everything.
struct Wanted {
  bool all = false;
  std::vector<std::string> types;
};
Wanted wanted_webhooks(db::Database& database, MerchantId merchant_id, Time now);

struct NewWebhook {
  MerchantId merchant_id;
  std::string event_id;
  WebhookEventType type = WebhookEventType::kTest;
  std::string body;
  std::optional<WebhookEndpointId> only = {};
};
std::vector<WebhookDeliveryId> publish_webhook(db::Database& database, const NewWebhook& webhook,
                                               Time now);

std::vector<WebhookDelivery> list_webhook_deliveries(db::Database& database,
                                                     const WebhookFilter& filter, std::size_t most);
/// Newest first.
std::vector<WebhookDelivery> list_webhooks_of_payment(db::Database& database,
                                                      const PaymentKey& payment);
std::optional<WebhookDelivery> find_webhook_delivery(db::Database& database, const WebhookKey& key);
std::string webhook_body_of(db::Database& database, const WebhookKey& key);
std::vector<WebhookAttempt> list_webhook_attempts(db::Database& database, const WebhookKey& key);
/// "resent", "not_found", "disabled"
std::string resend_webhook(db::Database& database, const WebhookKey& key, Time now);

std::vector<WebhookTarget> due_webhook_endpoints(db::Database& database, const WebhookTarget& after,
                                                 std::size_t most, Time now);
struct Claimed {
  WebhookDeliveryId delivery_id;
  int tries = 0;
  std::string body, url;
  crypto::Sealed secret;
  std::optional<crypto::Sealed> previous;
};
std::vector<Claimed> claim_webhooks(db::Database& database, const WebhookTarget& target,
                                    std::size_t most, Time lease_until, Time now);
void record_webhook_attempt(db::Database& database, const WebhookResult& result,
                            const WebhookDecision& decision);
/// Merchants with a listener that has ended without a word.
std::vector<MerchantId> merchants_with_lost_listeners(db::Database& database, Time now);
void forget_webhook_listeners(db::Database& database, MerchantId merchant_id, Time now);
void open_webhook_listener(db::Database& database, const WebhookTarget& listener,
                           const std::string& url, Time until, Time now);
void keep_webhook_partitions(db::Database& database, int keep_months, Time now);
WebhooksWaiting webhooks_waiting(db::Database& database, Time now);

}  // namespace pay200::webhook_store
