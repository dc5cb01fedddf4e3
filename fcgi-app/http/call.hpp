#pragma once
// One request on its way through its handler, with what is known of it by then.

#include <optional>
#include <string>
#include <string_view>

#include "core/api_key/api_key_service.hpp"
#include "core/idempotency/idempotency.hpp"
#include "core/platform/error_code.hpp"
#include "core/platform/id.hpp"
#include "core/platform/result.hpp"
#include "core/shopper/shopper_service.hpp"
#include "core/staff/staff_service.hpp"
#include "fcgi-app/http/json_body.hpp"
#include "fcgi-app/http/request.hpp"
#include "fcgi-app/http/router.hpp"

namespace pay200::http {

struct Call {
  const Request& request;
  PathParams params;
  std::string body;
  Language language = Language::kKorean;
  std::string request_id;

  /// Asserts that the route's pattern has it.
  const std::string& param(std::string_view name) const;

  /// The {paymentKey} of the path. kNotFoundPayment if it is none: what is no key finds nothing.
  Result<PaymentKey> payment_key() const;
  /// The same, kNotFoundPayment also for another merchant's.
  Result<PaymentKey> payment_key_of(MerchantId merchant_id) const;

  /// kUnsupportedMediaType unless it is application/json (or nothing at all), kInvalidJson.
  Result<JsonBody> json() const;

  /// The claim that the header Idempotency-Key makes; none without it. kInvalidIdempotencyKey.
  /// `secret` is the gateway's idempotency key.
  Result<std::optional<IdempotencyClaim>> idempotency_claim(std::string_view secret,
                                                            const ApiPrincipal& principal) const;
  Result<std::optional<IdempotencyClaim>> idempotency_claim(std::string_view secret,
                                                            const ShopperSession& session) const;
  Result<std::optional<IdempotencyClaim>> idempotency_claim(std::string_view secret,
                                                            const StaffMember& member) const;
  /// Of a shop's page, with the payment's token.
  Result<std::optional<IdempotencyClaim>> idempotency_claim(std::string_view secret,
                                                            const PaymentKey& key) const;
};

}  // namespace pay200::http
