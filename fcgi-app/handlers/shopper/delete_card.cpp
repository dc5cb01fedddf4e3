#include <nlohmann/json.hpp>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/render/shopper_json.hpp"

namespace pay200::handlers {

HandlerResult delete_card(Services& services, const http::Call& call,
                          const ShopperSession& session) {
  const auto card_id = card_id_from_text(call.param("cardId"));
  if (!card_id) return ErrorCode::kNotFoundCard;
  const auto done = services.shoppers.delete_card(session.shopper_id, *card_id);
  if (!done) return done.error();
  return http::json_response(200,
                             render::cards_json(services.shoppers.list_cards(session.shopper_id)));
}

}  // namespace pay200::handlers
