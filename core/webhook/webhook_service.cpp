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

webhook_store::Request request_of(const WebhookService::Claim& claim, Time now) {
  return {WebhookRequestId::make(now), claim, now};
}

template <class T>
Result<Answered<T>> answered(webhook_store::Answer<T> answer) {
  if (!answer.value) return error_code_from_wire(answer.outcome);
  return Answered<T>{*std::move(answer.value), answer.replayed};
}

crypto::Sealed new_secret(std::string_view webhook_key, WebhookRequestId request_id,
                          WebhookEndpointId endpoint_id) {
  std::string secret = derive_webhook_secret(webhook_key, request_id);
  auto sealed = seal_webhook_secret(webhook_key, endpoint_id, secret);
  crypto::cleanse(secret);
  return sealed;
}

/// The secret is that of the request which is answered.
Result<Answered<WebhookService::WithSecret>> with_secret(
    std::string_view webhook_key, webhook_store::Answer<WebhookEndpoint> answer) {
  if (!answer.value) return error_code_from_wire(answer.outcome);
  auto secret = derive_webhook_secret(webhook_key, *answer.request_id);
  return Answered<WebhookService::WithSecret>{{*std::move(answer.value), std::move(secret)},
                                              answer.replayed};
}

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

Result<Answered<WebhookService::WithSecret>> WebhookService::create_endpoint(
    const NewEndpoint& wanted, const Claim& claim) {
  if (auto complaint = webhook_url_complaint(wanted.url, allow_loopback_)) {
    return Error{
        .code = ErrorCode::kInvalidRequest, .param = "url", .detail = *std::move(complaint)};
  }
  const auto request = request_of(claim, clock_.now());
  WebhookEndpoint endpoint;
  endpoint.merchant_id = wanted.merchant_id;
  endpoint.id = WebhookEndpointId::make(request.now);
  endpoint.url = wanted.url;
  endpoint.description = wanted.description;
  endpoint.event_types = wanted.event_types;
  const auto secret = new_secret(webhook_key_, request.id, endpoint.id);
  return with_secret(webhook_key_, webhook_store::create_webhook_endpoint(
                                       database_, endpoint, secret, kMostEndpoints, request));
}

std::vector<WebhookEndpoint> WebhookService::list_endpoints(MerchantId merchant_id) {
  return webhook_store::list_webhook_endpoints(database_, merchant_id);
}

Result<WebhookEndpoint> WebhookService::get_endpoint(MerchantId merchant_id, WebhookEndpointId id) {
  auto found = webhook_store::find_webhook_endpoint(database_, merchant_id, id);
  if (!found) return ErrorCode::kNotFoundWebhookEndpoint;
  return *std::move(found);
}

Result<Answered<WebhookEndpoint>> WebhookService::update_endpoint(MerchantId merchant_id,
                                                                  WebhookEndpointId id,
                                                                  const Change& change,
                                                                  const Claim& claim) {
  if (change.url) {
    if (auto complaint = webhook_url_complaint(*change.url, allow_loopback_)) {
      return Error{
          .code = ErrorCode::kInvalidRequest, .param = "url", .detail = *std::move(complaint)};
    }
  }
  return answered(webhook_store::update_webhook_endpoint(database_, merchant_id, id, change,
                                                         request_of(claim, clock_.now())));
}

Result<Nothing> WebhookService::delete_endpoint(MerchantId merchant_id, WebhookEndpointId id) {
  if (!webhook_store::delete_webhook_endpoint(database_, merchant_id, id, false)) {
    return ErrorCode::kNotFoundWebhookEndpoint;
  }
  return Nothing{};
}

Result<Answered<WebhookService::WithSecret>> WebhookService::rotate_secret(
    MerchantId merchant_id, WebhookEndpointId id, std::chrono::seconds overlap,
    const Claim& claim) {
  PAY200_ASSERT(overlap >= std::chrono::seconds(0) && overlap <= kMostOverlap);
  const auto request = request_of(claim, clock_.now());
  const auto secret = new_secret(webhook_key_, request.id, id);
  return with_secret(webhook_key_,
                     webhook_store::rotate_webhook_secret(database_, merchant_id, id, secret,
                                                          request.now + overlap, request));
}

Result<Answered<WebhookDelivery>> WebhookService::send_test(MerchantId merchant_id,
                                                            WebhookEndpointId id,
                                                            const Claim& claim) {
  const auto request = request_of(claim, clock_.now());
  const nlohmann::ordered_json data = {{"mId", to_text(merchant_id)},
                                       {"endpointId", to_text(id)},
                                       {"message", "웹훅 수신 시험입니다."}};
  return answered(webhook_store::send_test_webhook(
      database_, merchant_id, id, webhook_body(WebhookEventType::kTest, request.now, data),
      request));
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

Result<Answered<WebhookDelivery>> WebhookService::resend(const WebhookKey& key,
                                                         const Claim& claim) {
  return answered(webhook_store::resend_webhook(database_, key, request_of(claim, clock_.now())));
}

}  // namespace pay200
