#include <nlohmann/json.hpp>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/render/shopper_json.hpp"

namespace pay200::handlers {

HandlerResult list_cards(Services& services, const http::Call& /*call*/,
                         const ShopperSession& session) {
  auto list = nlohmann::ordered_json::array();
  for (const Card& card : services.shoppers.list_cards(session.shopper_id)) {
    list.push_back(render::card_json(card));
  }
  return http::json_response(200, {{"cards", list}});
}

}  // namespace pay200::handlers
