#include "core/platform/crypto/crypto.hpp"
#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/payment/payment_response.hpp"
#include "fcgi-app/handlers/shopper/passkey_body.hpp"
#include "fcgi-app/handlers/shopper/session_response.hpp"

namespace pay200::handlers {

HandlerResult confirm_payment(Services& services, const http::Call& call,
                              const ShopperSession& session) {
  const auto key = call.payment_key();
  if (!key) return key.error();
  auto body = call.json();
  if (!body) return body.error();
  const std::string card = body->text("cardId");
  const bool by_passkey = body->has("passkey");
  if (by_passkey && body->has("pin")) body->refuse("passkey", "not beside a pin");
  std::string pin = by_passkey ? std::string() : body->digits("pin", 6, 6);
  std::optional<ShownPasskey> passkey;
  if (by_passkey) passkey = ShownPasskey{session_token(call.request), assertion_in(*body), {}};
  const auto months = body->optional_integer("installmentPlanMonths", {0, 12}).value_or(0);
  if (body->error()) return *body->error();
  const auto card_id = card_id_from_text(card);
  if (!card_id) return ErrorCode::kNotFoundCard;
  auto claim = call.idempotency_claim(services.idempotency_key, session);
  if (!claim) return claim.error();

  ConfirmPaymentRequest request{.key = *key,
                                .shopper_id = session.shopper_id,
                                .card_id = *card_id,
                                .pin = std::move(pin),
                                .installment_months = static_cast<int>(months),
                                .passkey = std::move(passkey),
                                .idempotency = std::move(*claim)};
  const PaymentAnswer answer = services.payments.confirm_payment(request);
  crypto::cleanse(request.pin);
  return payment_response(services, call, answer, Audience::kShopper);
}

}  // namespace pay200::handlers
