#include <nlohmann/json.hpp>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/render/staff_json.hpp"

namespace pay200::handlers {

HandlerResult list_members(Services& services, const http::Call& /*call*/, const StaffMember& who) {
  return http::json_response(200,
                             render::members_json(services.members.list_members(who.merchant_id)));
}

}  // namespace pay200::handlers
