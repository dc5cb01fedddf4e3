#include <nlohmann/json.hpp>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/member/member_request.hpp"
#include "fcgi-app/render/staff_json.hpp"

namespace pay200::handlers {

HandlerResult add_member(Services& services, const http::Call& call, const StaffMember& who) {
  auto body = call.json();
  if (!body) return body.error();
  MemberService::NewMember wanted;
  wanted.merchant_id = who.merchant_id;
  wanted.login_id = body->text("loginId");
  wanted.name = body->text("name", {.most = 60});
  wanted.role = role_in(*body);
  if (body->error()) return *body->error();

  const auto added = services.members.add_member(wanted);
  if (!added) return added.error();
  auto json = render::member_json(added->member);
  json["oneTimePassword"] = added->one_time_password
                                ? nlohmann::ordered_json(*added->one_time_password)
                                : nlohmann::ordered_json(nullptr);
  return http::json_response(200, json);
}

}  // namespace pay200::handlers
