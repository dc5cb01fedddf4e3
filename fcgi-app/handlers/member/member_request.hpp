#pragma once
// What the members' requests share.

#include "core/platform/result.hpp"
#include "core/staff/staff_role.hpp"
#include "fcgi-app/http/call.hpp"

namespace pay200::handlers {

/// The {staffId} of the path. kNotFoundMember if it is none.
Result<StaffId> staff_id_of(const http::Call& call);

/// The field `role`.
StaffRole role_in(http::JsonBody& body);

}  // namespace pay200::handlers
