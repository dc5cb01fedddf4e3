#include "fcgi-app/handlers/member/member_request.hpp"

namespace pay200::handlers {

Result<StaffId> staff_id_of(const http::Call& call) {
  const auto id = staff_id_from_text(call.param("staffId"));
  if (!id) return ErrorCode::kNotFoundMember;
  return *id;
}

StaffRole role_in(http::JsonBody& body) {
  const std::string text = body.text("role");
  const auto role = staff_role_from_text(text);
  if (!role) body.refuse("role", "must be one of: owner, manager, viewer");
  return role.value_or(StaffRole::kViewer);
}

}  // namespace pay200::handlers
