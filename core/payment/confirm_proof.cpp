// The part of PaymentService that sees who confirms: by the payment PIN, or by a passkey that is
// asked for first.

#include "core/payment/payment_service.hpp"
#include "core/payment/payment_store.hpp"
#include "core/shopper/passkey_service.hpp"
#include "core/shopper/shopper_service.hpp"

namespace pay200 {

Result<PasskeyRequest> PaymentService::begin_passkey_confirm(const PasskeyConfirmRequest& request) {
  const auto terms = payment_store::terms_to_confirm(database_, request.key, request.shopper_id);
  auto begun = PasskeyService(database_, clock_, config_, pin_key_)
                   .begin_confirm(request.shopper_id, request.session_token,
                                  {request.key, terms.total_minor, request.card_id,
                                   request.installment_months});
  if (begun && terms.refusal) return *terms.refusal;
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
  return PasskeyService(database_, clock_, config_, pin_key_)
      .card_to_charge(request.shopper_id, request.passkey->session_token,
                      {request.key, total_minor, request.card_id, request.installment_months},
                      request.passkey->assertion, limit);
}

}  // namespace pay200
