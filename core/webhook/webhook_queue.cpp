#include "core/webhook/webhook_queue.hpp"

#include <random>

#include "core/platform/crypto/crypto.hpp"
#include "core/platform/fail_point.hpp"
#include "core/platform/log.hpp"
#include "core/platform/utf8.hpp"
#include "core/webhook/webhook_queue_store.hpp"
#include "core/webhook/webhook_secret.hpp"
#include "core/webhook/webhook_signature.hpp"
#include "core/webhook/webhook_store.hpp"

namespace pay200 {
namespace {

/// At once, so that no statement takes long.
constexpr std::size_t kMostAbandoned = 2'000;
constexpr std::size_t kMostForgotten = 5'000;
constexpr std::size_t kMostEndpoints = 100;

double random_part() {
  thread_local std::mt19937 engine{std::random_device{}()};
  return std::uniform_real_distribution<double>(0, 1)(engine);
}

/// What a database's text takes, and a terminal: a receiver may answer anything.
std::string printable(const std::string& answer) {
  std::string text;
  for (const char c : answer) {
    const auto byte = static_cast<unsigned char>(c);
    const bool control = (byte < ' ' && c != '\n' && c != '\t') || c == '\x7f';
    text += control ? '?' : c;
  }
  // Cut within a character, or no UTF-8 at all.
  for (int i = 0; i < 4 && !text.empty() && !utf8_length(text); ++i) text.pop_back();
  if (utf8_length(text)) return text;
  for (char& c : text) {
    if ((static_cast<unsigned char>(c) & 0x80U) != 0) c = '?';
  }
  return text;
}

OutgoingWebhook outgoing(const webhook_queue_store::Claimed& claimed, const WebhookTarget& target,
                         const std::string& webhook_key) {
  OutgoingWebhook webhook;
  webhook.key = {target.merchant_id, claimed.delivery_id};
  webhook.endpoint_id = target.endpoint_id;
  webhook.tries = claimed.tries;
  webhook.url = claimed.url;
  webhook.body = claimed.body;
  if (webhook_key.empty()) return webhook;
  for (const auto& sealed : claimed.secrets) {
    auto secret = open_webhook_secret(webhook_key, target.endpoint_id, sealed);
    if (secret) {
      webhook.secrets.push_back(*std::move(secret));
    } else if (webhook.secrets.empty()) {
      log::error("webhook_secret_not_opened", {{"endpoint_id", to_text(target.endpoint_id)},
                                               {"cause", "another webhook_key has sealed it"}});
      return webhook;
    }
  }
  return webhook;
}

}  // namespace

OutgoingWebhook::~OutgoingWebhook() {
  for (std::string& secret : secrets) crypto::cleanse(secret);
}

std::vector<std::pair<std::string, std::string>> OutgoingWebhook::headers(Time now) const {
  const std::string id = to_text(key);
  const auto timestamp = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
  return {{"webhook-id", id},
          {"webhook-timestamp", std::to_string(timestamp)},
          {"webhook-signature", webhook_signature(secrets, id, timestamp, body)}};
}

WebhookQueue::WebhookQueue(db::Database& database, const Clock& clock, std::string webhook_key,
                           std::chrono::milliseconds lease)
    : database_(database), clock_(clock), webhook_key_(std::move(webhook_key)), lease_(lease) {}

WebhookQueue::~WebhookQueue() { crypto::cleanse(webhook_key_); }

std::vector<WebhookTarget> WebhookQueue::due_endpoints(const WebhookTarget& after,
                                                       std::size_t most) {
  return webhook_queue_store::due_webhook_endpoints(database_, after, most, clock_.now());
}

std::vector<OutgoingWebhook> WebhookQueue::claim(const WebhookTarget& target, std::size_t most) {
  const Time now = clock_.now();
  std::vector<OutgoingWebhook> webhooks;
  for (const auto& claimed :
       webhook_queue_store::claim_webhooks(database_, target, most, now + lease_, now)) {
    webhooks.push_back(outgoing(claimed, target, webhook_key_));
    webhooks.back().lease_until = now + lease_;
  }
  if (!webhooks.empty()) fail_point("after_webhooks_claimed");
  return webhooks;
}

WebhookFate WebhookQueue::record(const OutgoingWebhook& sent, const WebhookResult& result) {
  fail_point("after_webhook_answered");
  WebhookResult shown = result;
  shown.answer = printable(result.answer);
  const auto decision =
      decide_webhook(result.outcome, result.retry_after, sent.tries, random_part(), clock_.now());
  return webhook_queue_store::record_webhook_attempt(database_, sent, shown, decision);
}

WebhooksWaiting WebhookQueue::waiting() {
  return webhook_queue_store::webhooks_waiting(database_, clock_.now());
}

std::size_t WebhookQueue::abandon() {
  std::size_t abandoned = 0;
  for (const auto& target :
       webhook_queue_store::lost_webhook_endpoints(database_, kMostEndpoints)) {
    abandoned += webhook_queue_store::abandon_webhooks(database_, target, kMostAbandoned);
  }
  return abandoned;
}

// Each a transaction of its own, what is needed most first: what fails undoes nothing.
void WebhookQueue::tidy_up(int keep_months) {
  const Time now = clock_.now();
  webhook_queue_store::create_webhook_partitions(database_, now);
  while (webhook_queue_store::drop_webhook_partition(database_, keep_months, now)) {
  }
  for (const MerchantId merchant :
       webhook_queue_store::merchants_with_lost_listeners(database_, now)) {
    webhook_queue_store::forget_webhook_listeners(database_, merchant, now);
  }
  while (webhook_queue_store::forget_old_webhooks(database_, keep_months, kMostForgotten, now) >
         0) {
  }
}

void WebhookQueue::open_listener(const WebhookTarget& listener, const std::string& url,
                                 std::chrono::seconds lifetime) {
  const Time now = clock_.now();
  webhook_queue_store::open_webhook_listener(database_, listener, url, now + lifetime, now);
}

void WebhookQueue::close_listener(const WebhookTarget& listener) {
  webhook_store::delete_webhook_endpoint(database_, listener.merchant_id, listener.endpoint_id,
                                         true);
}

}  // namespace pay200
