#include <nlohmann/json.hpp>
#include <string>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/shopper/session_response.hpp"
#include "fcgi-app/render/passkey_json.hpp"

namespace pay200::handlers {

HandlerResult begin_passkey_confirm(Services& services, const http::Call& call,
                                    const ShopperSession& session) {
  const auto key = call.payment_key();
  if (!key) return key.error();
  auto body = call.json();
  if (!body) return body.error();
  const std::string card = body->text("cardId");
  const auto months = body->optional_integer("installmentPlanMonths", {0, 12}).value_or(0);
  if (body->error()) return *body->error();
  const auto card_id = card_id_from_text(card);
  if (!card_id) return ErrorCode::kNotFoundCard;

  const auto begun =
      services.payments.begin_passkey_confirm({.key = *key,
                                               .shopper_id = session.shopper_id,
                                               .session_token = session_token(call.request),
                                               .card_id = *card_id,
                                               .installment_months = static_cast<int>(months)});
  if (!begun) return begun.error();
  return http::json_response(200, render::request_options_json(*begun));
}

}  // namespace pay200::handlers
