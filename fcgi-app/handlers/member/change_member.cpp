#include <nlohmann/json.hpp>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/member/member_request.hpp"
#include "fcgi-app/render/staff_json.hpp"

namespace pay200::handlers {

HandlerResult change_member(Services& services, const http::Call& call, const StaffMember& who) {
  const auto id = staff_id_of(call);
  if (!id) return id.error();
  auto body = call.json();
  if (!body) return body.error();
  const StaffRole role = role_in(*body);
  if (body->error()) return *body->error();

  const auto member = services.members.change_member(who.merchant_id, *id, role);
  if (!member) return member.error();
  return http::json_response(200, render::member_json(*member));
}

}  // namespace pay200::handlers
