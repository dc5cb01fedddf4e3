#include <nlohmann/json.hpp>

#include "core/platform/crypto/crypto.hpp"
#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/render/shopper_json.hpp"

namespace pay200::handlers {

HandlerResult add_card(Services& services, const http::Call& call, const ShopperSession& session) {
  auto body = call.json();
  if (!body) return body.error();
  ShopperService::NewCard card;
  card.number = body->text("number", {.least = 13, .most = 30});
  card.expiry = body->digits("expiry", 4, 4);
  card.cvc = body->digits("cvc", 3, 4);
  if (body->error()) return *body->error();

  const auto added = services.shoppers.add_card(session.shopper_id, std::move(card),
                                                call.request.remote_address());
  if (!added) return added.error();
  return http::json_response(200, render::card_json(*added));
}

}  // namespace pay200::handlers
