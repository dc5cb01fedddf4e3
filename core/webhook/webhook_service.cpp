#include "core/webhook/webhook_service.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "core/platform/crypto/crypto.hpp"
#include "core/webhook/webhook_body.hpp"
#include "core/webhook/webhook_secret.hpp"
#include "core/webhook/webhook_signature.hpp"
#include "core/webhook/webhook_store.hpp"
#include "core/webhook/webhook_url.hpp"

namespace pay200 {
namespace {

constexpr std::size_t kMostPerPage = 100;

}  // namespace

std::string_view to_text(WebhookState state) {
  switch (state) {
    case WebhookState::kPending:
      return "PENDING";
    case WebhookState::kDelivered:
      return "DELIVERED";
    case WebhookState::kFailed:
      return "FAILED";
  }
  return "";
}

std::optional<WebhookState> webhook_state_from_text(std::string_view text) {
  for (const auto state :
       {WebhookState::kPending, WebhookState::kDelivered, WebhookState::kFailed}) {
    if (to_text(state) == text) return state;
  }
  return std::nullopt;
}

WebhookService::WebhookService(db::Database& database, const Clock& clock, std::string webhook_key,
                               bool allow_loopback)
    : database_(database),
      clock_(clock),
      webhook_key_(std::move(webhook_key)),
      allow_loopback_(allow_loopback) {}

WebhookService::~WebhookService() { crypto::cleanse(webhook_key_); }

Result<WebhookService::WithSecret> WebhookService::create_endpoint(const NewEndpoint& wanted) {
  if (auto complaint = webhook_url_complaint(wanted.url, allow_loopback_)) {
    return Error{
        .code = ErrorCode::kInvalidRequest, .param = "url", .detail = *std::move(complaint)};
  }
  WithSecret made;
  made.endpoint.merchant_id = wanted.merchant_id;
  made.endpoint.created_at = clock_.now();
  made.endpoint.id = WebhookEndpointId::make(made.endpoint.created_at);
  made.endpoint.url = wanted.url;
  made.endpoint.description = wanted.description;
  made.endpoint.event_types = wanted.event_types;
  made.secret = new_webhook_secret();
  const auto sealed = seal_webhook_secret(webhook_key_, made.endpoint.id, made.secret);
  if (!webhook_store::create_webhook_endpoint(database_, made.endpoint, sealed, kMostEndpoints)) {
    return ErrorCode::kExceedMaxWebhookEndpoints;
  }
  return made;
}

std::vector<WebhookEndpoint> WebhookService::list_endpoints(MerchantId merchant_id) {
  return webhook_store::list_webhook_endpoints(database_, merchant_id);
}

Result<WebhookEndpoint> WebhookService::get_endpoint(MerchantId merchant_id, WebhookEndpointId id) {
  auto found = webhook_store::find_webhook_endpoint(database_, merchant_id, id);
  if (!found) return ErrorCode::kNotFoundWebhookEndpoint;
  return *std::move(found);
}

Result<WebhookEndpoint> WebhookService::update_endpoint(MerchantId merchant_id,
                                                        WebhookEndpointId id,
                                                        const Change& change) {
  if (change.url) {
    if (auto complaint = webhook_url_complaint(*change.url, allow_loopback_)) {
      return Error{
          .code = ErrorCode::kInvalidRequest, .param = "url", .detail = *std::move(complaint)};
    }
  }
  if (!webhook_store::update_webhook_endpoint(database_, merchant_id, id, change)) {
    return ErrorCode::kNotFoundWebhookEndpoint;
  }
  return get_endpoint(merchant_id, id);
}

Result<Nothing> WebhookService::delete_endpoint(MerchantId merchant_id, WebhookEndpointId id) {
  if (!webhook_store::delete_webhook_endpoint(database_, merchant_id, id, false)) {
    return ErrorCode::kNotFoundWebhookEndpoint;
  }
  return Nothing{};
}

Result<WebhookService::WithSecret> WebhookService::rotate_secret(MerchantId merchant_id,
                                                                 WebhookEndpointId id,
                                                                 std::chrono::seconds overlap) {
  PAY200_ASSERT(overlap >= std::chrono::seconds(0) && overlap <= kMostOverlap);
  std::string secret = new_webhook_secret();
  const Time now = clock_.now();
  const auto sealed = seal_webhook_secret(webhook_key_, id, secret);
  if (!webhook_store::rotate_webhook_secret(database_, merchant_id, id, sealed, now + overlap,
                                            now)) {
    return ErrorCode::kNotFoundWebhookEndpoint;
  }
  auto endpoint = get_endpoint(merchant_id, id);
  if (!endpoint) return endpoint.error();
  return WithSecret{*std::move(endpoint), std::move(secret)};
}

Result<WebhookDelivery> WebhookService::send_test(MerchantId merchant_id, WebhookEndpointId id) {
  const auto endpoint = get_endpoint(merchant_id, id);
  if (!endpoint) return endpoint.error();
  const Time now = clock_.now();
  const nlohmann::ordered_json data = {{"mId", to_text(merchant_id)},
                                       {"endpointId", to_text(id)},
                                       {"message", "웹훅 수신 시험입니다."}};
  const auto ids = webhook_store::publish_webhook(
      database_,
      {merchant_id, EventId::make(now).to_sql(), WebhookEventType::kTest,
       webhook_body(WebhookEventType::kTest, now, data), id},
      now);
  if (ids.empty()) return ErrorCode::kDisabledWebhookEndpoint;
  auto delivery =
      webhook_store::find_webhook_delivery(database_, WebhookKey{merchant_id, ids.front()});
  PAY200_ASSERT(delivery);
  return *std::move(delivery);
}

WebhookPage WebhookService::list_deliveries(const WebhookFilter& filter) {
  PAY200_ASSERT(filter.limit >= 1 && filter.limit <= kMostPerPage);
  WebhookPage page;
  // One more than asked for tells whether there is another page.
  page.deliveries = webhook_store::list_webhook_deliveries(database_, filter, filter.limit + 1);
  page.has_more = page.deliveries.size() > filter.limit;
  if (page.has_more) page.deliveries.pop_back();
  return page;
}

std::vector<WebhookDelivery> WebhookService::list_of_payment(const PaymentKey& payment) {
  return webhook_store::list_webhooks_of_payment(database_, payment);
}

Result<WebhookLog> WebhookService::get_delivery(const WebhookKey& key) {
  auto delivery = webhook_store::find_webhook_delivery(database_, key);
  if (!delivery) return ErrorCode::kNotFoundWebhook;
  return WebhookLog{*std::move(delivery), webhook_store::webhook_body_of(database_, key),
                    webhook_store::list_webhook_attempts(database_, key)};
}

Result<WebhookDelivery> WebhookService::resend(const WebhookKey& key) {
  const std::string outcome = webhook_store::resend_webhook(database_, key, clock_.now());
  if (outcome == "not_found") return ErrorCode::kNotFoundWebhook;
  if (outcome == "disabled") return ErrorCode::kDisabledWebhookEndpoint;
  auto delivery = webhook_store::find_webhook_delivery(database_, key);
  if (!delivery) return ErrorCode::kNotFoundWebhook;
  return *std::move(delivery);
}

}  // namespace pay200
