#pragma once
// A merchant's webhook endpoints, what was sent to them, and sending it again: for the shop's
// server and for operators. Sending itself is the relay's (core/webhook/webhook_queue.hpp).
//
// Thread-safe. Throws as db::Database does.

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/idempotency/idempotency.hpp"
#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/id.hpp"
#include "core/platform/result.hpp"
#include "core/webhook/webhook_event.hpp"

namespace pay200 {

struct WebhookEndpoint {
  MerchantId merchant_id;
  WebhookEndpointId id;
  std::string url;
  std::optional<std::string> description;
  std::vector<WebhookEventType> event_types;  ///< empty: all
  bool enabled = true;
  std::optional<std::string> disabled_reason;  ///< "gone" (it answered 410), "merchant"
  std::optional<Time> previous_secret_until;   ///< after a rotation: the old one signs as well
  Time created_at;
};

enum class WebhookState { kPending, kDelivered, kFailed };
std::string_view to_text(WebhookState state);  ///< "PENDING"
std::optional<WebhookState> webhook_state_from_text(std::string_view text);

struct WebhookDelivery {
  WebhookKey key;
  WebhookEndpointId endpoint_id;
  WebhookEventType type = WebhookEventType::kTest;
  WebhookState state = WebhookState::kPending;
  int tries = 0;  ///< made so far
  std::optional<Time> last_attempt_at;
  std::optional<std::string> last_outcome;  ///< WebhookOutcome's words
  std::optional<int> last_status;           ///< HTTP's
  std::optional<Time> next_attempt_at;      ///< while pending; of one in flight: by when, at latest
  Time created_at;
};

struct WebhookAttempt {
  std::string outcome;
  std::optional<int> http_status;
  std::string answer;  ///< its beginning
  Time started_at;
  std::chrono::milliseconds duration{0};
};

struct WebhookLog {
  WebhookDelivery delivery;
  std::string body;
  std::vector<WebhookAttempt> attempts;  ///< oldest first
};

struct WebhookFilter {
  MerchantId merchant_id;
  std::optional<WebhookEndpointId> endpoint_id = {};
  std::optional<WebhookState> state = {};
  std::optional<WebhookDeliveryId> after = {};
  std::size_t limit = 20;  ///< 1 to 100
};

struct WebhookPage {
  std::vector<WebhookDelivery> deliveries;  ///< newest first
  bool has_more = false;
};

/// What a request is answered. `replayed`: as an earlier one was under the same idempotency key.
template <class T>
struct Answered : T {
  bool replayed = false;
};

class WebhookService {
 public:
  static constexpr int kMostEndpoints = 10;
  static constexpr std::chrono::hours kMostOverlap{7 * 24};

  /// `webhook_key`: of the gateway, 32 bytes; may be empty where no secret is made (pgctl).
  WebhookService(db::Database& database, const Clock& clock, std::string webhook_key,
                 bool allow_loopback);
  ~WebhookService();
  WebhookService(const WebhookService&) = delete;
  WebhookService& operator=(const WebhookService&) = delete;

  struct WithSecret {
    WebhookEndpoint endpoint;
    std::string secret;  ///< "whsec_...", for this once
  };
  struct NewEndpoint {
    MerchantId merchant_id;
    std::string url;
    std::optional<std::string> description = {};
    std::vector<WebhookEventType> event_types = {};
  };
  using Claim = std::optional<IdempotencyClaim>;
  /// kInvalidRequest (url), kExceedMaxWebhookEndpoints. This and the others with a claim:
  /// kIdempotencyKeyReused; the secret of a replay is the same.
  Result<Answered<WithSecret>> create_endpoint(const NewEndpoint& wanted, const Claim& claim = {});
  std::vector<WebhookEndpoint> list_endpoints(MerchantId merchant_id);  ///< oldest first
  /// This and what follows: kNotFoundWebhookEndpoint.
  Result<WebhookEndpoint> get_endpoint(MerchantId merchant_id, WebhookEndpointId id);
  /// What is there is changed.
  struct Change {
    std::optional<std::string> url = {}, description = {};
    std::optional<std::vector<WebhookEventType>> event_types = {};
    std::optional<bool> enabled = {};
  };
  Result<Answered<WebhookEndpoint>> update_endpoint(MerchantId merchant_id, WebhookEndpointId id,
                                                    const Change& change, const Claim& claim = {});
  Result<Nothing> delete_endpoint(MerchantId merchant_id, WebhookEndpointId id);
  /// A new secret; the old one signs as well for `overlap` (0: it ends now), and within an earlier
  /// rotation's overlap also the one before that, which a server may still have.
  Result<Answered<WithSecret>> rotate_secret(MerchantId merchant_id, WebhookEndpointId id,
                                             std::chrono::seconds overlap, const Claim& claim = {});
  /// A webhook that tells of nothing. kDisabledWebhookEndpoint.
  Result<Answered<WebhookDelivery>> send_test(MerchantId merchant_id, WebhookEndpointId id,
                                              const Claim& claim = {});

  WebhookPage list_deliveries(const WebhookFilter& filter);
  std::vector<WebhookDelivery> list_of_payment(const PaymentKey& payment);  ///< newest first
  Result<WebhookLog> get_delivery(const WebhookKey& key);                   ///< kNotFoundWebhook
  /// At once, under its old id, with a whole round of tries. kNotFoundWebhook,
  /// kDisabledWebhookEndpoint.
  Result<Answered<WebhookDelivery>> resend(const WebhookKey& key, const Claim& claim = {});

 private:
  db::Database& database_;
  const Clock& clock_;
  std::string webhook_key_;
  bool allow_loopback_;
};

}  // namespace pay200
