// The part of PaymentService that sees who confirms: by the payment PIN, or by a passkey that is
// asked for first.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/payment/payment_service.hpp"
#include "core/payment/payment_store.hpp"
#include "core/platform/crypto/crypto.hpp"
#include "core/shopper/passkey_service.hpp"
#include "core/shopper/shopper_service.hpp"

namespace pay200 {
namespace {

/// The same for a request that is made again under its Idempotency-Key, which may go on where it
/// was broken off; that it charges nothing twice is up to that key.
Uuid request_id(const ConfirmPaymentRequest& request, Time now) {
  if (!request.idempotency) return Uuid::make_v7(now);
  const std::string hash =
      crypto::sha256(request.idempotency->scope + request.idempotency->request_hash);
  Uuid id;
  std::transform(hash.begin(), hash.begin() + static_cast<std::ptrdiff_t>(id.bytes.size()),
                 id.bytes.begin(), [](char c) { return static_cast<std::uint8_t>(c); });
  return id;
}

}  // namespace

Result<PasskeyRequest> PaymentService::begin_passkey_confirm(const PasskeyConfirmRequest& request) {
  const auto terms = payment_store::terms_to_confirm(database_, request.key, request.shopper_id);
  auto begun = PasskeyService(database_, clock_, config_, pin_key_)
                   .begin_confirm(request.shopper_id, request.session_token,
                                  {request.key, terms.total_minor, request.card_id,
                                   request.installment_months});
  if (!begun) return begun;
  if (terms.refusal) return *terms.refusal;
  const auto payment = payment_store::find_payment(database_, request.key);
  const auto plans = payment ? payment->installment_plans() : std::vector<int>{};
  if (std::ranges::find(plans, request.installment_months) == plans.end()) {
    return ErrorCode::kInvalidCardInstallmentPlan;
  }
  return begun;
}

Result<CardToCharge> PaymentService::card_of(const ConfirmPaymentRequest& request,
                                             std::int64_t total_minor) {
  const ConfirmLimit limit{config_.limits.confirms_per_shopper, config_.limits.confirm_window_s,
                           clock_.now()};
  if (!request.passkey) {
    return card_to_charge(database_, pin_key_, request.shopper_id, request.card_id, request.pin,
                          config_.shopper.pin_max_failures, limit);
  }
  ShownPasskey shown = *request.passkey;
  shown.request_id = request_id(request, limit.now);
  return PasskeyService(database_, clock_, config_, pin_key_)
      .card_to_charge(request.shopper_id,
                      {request.key, total_minor, request.card_id, request.installment_months},
                      shown, limit);
}

}  // namespace pay200
