#pragma once
// The webhooks that are to be sent: taken with a lease, sent by the caller, recorded. For the
// relay, and for pgctl webhook listen. At least once, under one webhook-id each: what a relay that
// died had taken comes due again when its lease ends.
//
// Any number of relays may do this at once. Throws as db::Database does.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/id.hpp"
#include "core/webhook/webhook_outcome.hpp"

namespace pay200 {

struct WebhookTarget {
  MerchantId merchant_id;
  WebhookEndpointId endpoint_id;
  auto operator<=>(const WebhookTarget&) const = default;
};

/// One to send. Its secrets are overwritten at its end.
struct OutgoingWebhook {
  WebhookKey key;
  WebhookEndpointId endpoint_id;
  int tries = 0;     ///< of this round, this one included
  Time lease_until;  ///< by then it is sent and recorded, or somebody else takes it
  std::string url, body;
  /// The newest first. Empty: they do not open under the gateway's key, so it cannot be sent.
  std::vector<std::string> secrets;

  OutgoingWebhook() = default;
  OutgoingWebhook(OutgoingWebhook&&) = default;
  OutgoingWebhook& operator=(OutgoingWebhook&&) = default;
  OutgoingWebhook(const OutgoingWebhook&) = delete;
  OutgoingWebhook& operator=(const OutgoingWebhook&) = delete;
  ~OutgoingWebhook();

  /// webhook-id, webhook-timestamp, webhook-signature, for an attempt at `now`.
  std::vector<std::pair<std::string, std::string>> headers(Time now) const;
};

struct WebhookResult {
  WebhookAttemptId attempt_id;
  WebhookOutcome outcome = WebhookOutcome::kCut;
  std::optional<int> http_status;
  std::optional<std::chrono::seconds> retry_after;
  std::string answer;  ///< its beginning, as it came
  Time started_at;
  std::chrono::milliseconds duration{0};
};

struct WebhooksWaiting {
  std::int64_t pending = 0;
  std::chrono::seconds overdue{0};  ///< since the one that is due longest
};

class WebhookQueue {
 public:
  /// `webhook_key`: 32 bytes; empty for a listener, whose secret is its own. `lease`: longer than
  /// sending may take.
  WebhookQueue(db::Database& database, const Clock& clock, std::string webhook_key,
               std::chrono::milliseconds lease);
  ~WebhookQueue();
  WebhookQueue(const WebhookQueue&) = delete;
  WebhookQueue& operator=(const WebhookQueue&) = delete;

  /// Endpoints with something due, in order, beginning behind `after`; a listener's not. The cost
  /// is that of the endpoints that have something waiting, not of their webhooks.
  std::vector<WebhookTarget> due_endpoints(const WebhookTarget& after, std::size_t most);
  /// Nobody else takes them until the lease ends.
  std::vector<OutgoingWebhook> claim(const WebhookTarget& target, std::size_t most);
  /// Decides what becomes of it. kGone: its endpoint has been disabled by it. Idempotent by the
  /// attempt's id.
  WebhookFate record(const OutgoingWebhook& sent, const WebhookResult& result);

  WebhooksWaiting waiting();
  /// Gives up some of what waits for endpoints that are disabled or gone; how many. Again at once
  /// while it is not 0.
  std::size_t abandon();
  /// Partitions of the log, listeners that were killed. Now and then.
  void tidy_up(int keep_months);

  /// A listener: an endpoint that nobody sends to, and whose webhooks its owner claims. It ends by
  /// close_listener, or when it has not been opened again within `lifetime`.
  void open_listener(const WebhookTarget& listener, const std::string& url,
                     std::chrono::seconds lifetime);
  void close_listener(const WebhookTarget& listener);

 private:
  db::Database& database_;
  const Clock& clock_;
  std::string webhook_key_;
  std::chrono::milliseconds lease_;
};

}  // namespace pay200
