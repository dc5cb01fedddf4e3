#include "fcgi-app/http/call.hpp"

#include <algorithm>

#include "core/platform/assert.hpp"

namespace pay200::http {
namespace {

/// "application/json", with no charset but UTF-8.
bool is_json(std::string_view content_type) {
  const auto semicolon = std::min(content_type.find(';'), content_type.size());
  if (!equal_ignoring_case(trimmed(content_type.substr(0, semicolon)), "application/json")) {
    return false;
  }
  const std::string_view parameter = trimmed(content_type.substr(semicolon));
  if (parameter.empty() || parameter == ";") return true;
  const std::string_view value = trimmed(parameter.substr(1));
  return equal_ignoring_case(value, "charset=utf-8") ||
         equal_ignoring_case(value, "charset=\"utf-8\"");
}

Result<std::optional<IdempotencyClaim>> claim(const Call& call, std::string_view secret,
                                              const std::string& principal) {
  const auto header = call.request.header("Idempotency-Key");
  if (!header) return std::optional<IdempotencyClaim>();
  auto key = parse_idempotency_key(*header);
  if (!key) return key.error();
  return std::optional(
      make_claim(secret, principal, call.request.method(), call.request.path(), *key, call.body));
}

}  // namespace

const std::string& Call::param(std::string_view name) const {
  const auto found = std::find_if(params.begin(), params.end(),
                                  [&](const auto& param) { return param.first == name; });
  PAY200_ASSERT(found != params.end());
  return found->second;
}

Result<PaymentKey> Call::payment_key() const {
  const auto key = payment_key_from_text(param("paymentKey"));
  if (!key) return ErrorCode::kNotFoundPayment;
  return *key;
}

Result<PaymentKey> Call::payment_key_of(MerchantId merchant_id) const {
  auto key = payment_key();
  if (key && key->merchant_id != merchant_id) return ErrorCode::kNotFoundPayment;
  return key;
}

Result<JsonBody> Call::json() const {
  if (!body.empty() && !is_json(request.header("Content-Type").value_or(""))) {
    return ErrorCode::kUnsupportedMediaType;
  }
  return JsonBody::parse(body);
}

Result<std::optional<IdempotencyClaim>> Call::idempotency_claim(
    std::string_view secret, const ApiPrincipal& principal) const {
  // A page must not get at what the shop's server was answered under the same key.
  const char* kind = principal.kind == KeyKind::kClient ? "page:" : "merchant:";
  return claim(*this, secret, kind + to_text(principal.merchant_id));
}

Result<std::optional<IdempotencyClaim>> Call::idempotency_claim(
    std::string_view secret, const ShopperSession& session) const {
  return claim(*this, secret, "shopper:" + to_text(session.shopper_id));
}

Result<std::optional<IdempotencyClaim>> Call::idempotency_claim(std::string_view secret,
                                                                const StaffMember& member) const {
  return claim(*this, secret, "staff:" + to_text(member.session.staff_id));
}

Result<std::optional<IdempotencyClaim>> Call::idempotency_claim(std::string_view secret,
                                                                const PaymentKey& key) const {
  return claim(*this, secret, "checkout:" + to_text(key));
}

}  // namespace pay200::http
