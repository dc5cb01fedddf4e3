#pragma once
// The statements for webhooks. Only core/webhook's services call them.

#include <optional>
#include <string>
#include <vector>

#include "core/idempotency/idempotency.hpp"
#include "core/platform/crypto/crypto.hpp"
#include "core/platform/db/database.hpp"
#include "core/webhook/webhook_secret.hpp"
#include "core/webhook/webhook_service.hpp"

namespace pay200::webhook_store {

/// Of a shop's request: with its idempotency key, if it has one.
struct Request {
  WebhookRequestId id;
  std::optional<IdempotencyClaim> claim = {};
  Time now;
};
/// What it is answered, this time or, `replayed`, an earlier one.
template <class T>
struct Answer {
  std::string outcome;  ///< lower case: done; upper case: the ErrorCode that refuses it
  bool replayed = false;
  std::optional<WebhookRequestId> request_id = {};  ///< that did it
  std::optional<T> value = {};                      ///< if it is done
};

Answer<WebhookEndpoint> create_webhook_endpoint(db::Database& database,
                                                const WebhookEndpoint& endpoint,
                                                const crypto::Sealed& secret, int most,
                                                const Request& request);
std::vector<WebhookEndpoint> list_webhook_endpoints(db::Database& database, MerchantId merchant_id);
std::optional<WebhookEndpoint> find_webhook_endpoint(db::Database& database, MerchantId merchant_id,
                                                     WebhookEndpointId id);
Answer<WebhookEndpoint> update_webhook_endpoint(db::Database& database, MerchantId merchant_id,
                                                WebhookEndpointId id,
                                                const WebhookService::Change& change,
                                                const Request& request);
/// False if there is none.
bool delete_webhook_endpoint(db::Database& database, MerchantId merchant_id, WebhookEndpointId id,
                             bool listener);
Answer<WebhookEndpoint> rotate_webhook_secret(db::Database& database, MerchantId merchant_id,
                                              WebhookEndpointId id, const crypto::Sealed& secret,
                                              Time previous_until, const Request& request);
Answer<WebhookDelivery> send_test_webhook(db::Database& database, MerchantId merchant_id,
                                          WebhookEndpointId id, const std::string& body,
                                          const Request& request);

/// The event types that somebody listens for; `all`: everything.
struct Wanted {
  bool all = false;
  std::vector<std::string> types;
};
Wanted wanted_webhooks(db::Database& database, MerchantId merchant_id, Time now);

/// Of every endpoint, those before a rotation too.
std::vector<SealedWebhookSecret> sealed_webhook_secrets(db::Database& database);
/// In place of `row`, if it is still as it was read.
void reseal_webhook_secret(db::Database& database, const SealedWebhookSecret& row,
                           const crypto::Sealed& sealed, const std::string& by_operator);

struct NewWebhook {
  MerchantId merchant_id;
  std::string event_id;
  WebhookEventType type = WebhookEventType::kTest;
  std::string body;
};
void publish_webhook(db::Database& database, const NewWebhook& webhook, Time now);

std::vector<WebhookDelivery> list_webhook_deliveries(db::Database& database,
                                                     const WebhookFilter& filter, std::size_t most);
/// Newest first.
std::vector<WebhookDelivery> list_webhooks_of_payment(db::Database& database,
                                                      const PaymentKey& payment);
std::optional<WebhookDelivery> find_webhook_delivery(db::Database& database, const WebhookKey& key);
std::string webhook_body_of(db::Database& database, const WebhookKey& key);
std::vector<WebhookAttempt> list_webhook_attempts(db::Database& database, const WebhookKey& key);
Answer<WebhookDelivery> resend_webhook(db::Database& database, const WebhookKey& key,
                                       const Request& request);

}  // namespace pay200::webhook_store
