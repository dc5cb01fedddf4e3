#include <nlohmann/json.hpp>

#include "fcgi-app/handlers/handlers.hpp"

namespace pay200::handlers {

HandlerResult get_account(Services& services, const http::Call& /*call*/,
                          const ShopperSession& session) {
  const auto account = services.shoppers.get_account(session.shopper_id);
  if (!account) return account.error();
  return http::json_response(200, {{"loginId", account->login_id},
                                   {"name", account->name},
                                   {"mode", account->live ? "live" : "test"},
                                   {"createdAt", to_iso8601(account->created_at)}});
}

}  // namespace pay200::handlers
