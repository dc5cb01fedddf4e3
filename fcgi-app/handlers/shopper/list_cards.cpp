#include <nlohmann/json.hpp>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/render/shopper_json.hpp"

namespace pay200::handlers {

HandlerResult list_cards(Services& services, const http::Call& /*call*/,
                         const ShopperSession& session) {
  return http::json_response(200,
                             render::cards_json(services.shoppers.list_cards(session.shopper_id)));
}

}  // namespace pay200::handlers
