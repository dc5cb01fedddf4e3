#include <nlohmann/json.hpp>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/member/member_request.hpp"
#include "fcgi-app/render/staff_json.hpp"

namespace pay200::handlers {

HandlerResult remove_member(Services& services, const http::Call& call, const StaffMember& who) {
  const auto id = staff_id_of(call);
  if (!id) return id.error();
  const auto removed = services.members.remove_member(who.merchant_id, *id);
  if (!removed) return removed.error();
  return http::json_response(200,
                             render::members_json(services.members.list_members(who.merchant_id)));
}

}  // namespace pay200::handlers
