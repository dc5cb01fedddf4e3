#pragma once
// Webhook endpoints, what was sent to them, and what is sent.

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/webhook/webhook_publisher.hpp"
#include "core/webhook/webhook_service.hpp"

namespace pay200::render {

nlohmann::ordered_json webhook_endpoint_json(const WebhookEndpoint& endpoint);
/// With the secret, which is shown this once.
nlohmann::ordered_json webhook_endpoint_json(const WebhookService::WithSecret& made);

nlohmann::ordered_json webhook_json(const WebhookDelivery& delivery);
/// With what was sent, and each attempt.
nlohmann::ordered_json webhook_json(const WebhookLog& log);

/// A webhook's `data`: as GET /v1/payments/{paymentKey} shows it to the shop, in Korean.
class WebhookData : public WebhookRenderer {
 public:
  /// Without a slash at its end.
  explicit WebhookData(std::string public_base_url)
      : public_base_url_(std::move(public_base_url)) {}
  nlohmann::ordered_json payment(const Payment& payment) const override;
  nlohmann::ordered_json cancel(const Payment& payment, CancelId cancel_id) const override;
  nlohmann::ordered_json dispute(const Payment& payment, const Dispute& dispute) const override;

 private:
  std::string public_base_url_;
};

}  // namespace pay200::render
