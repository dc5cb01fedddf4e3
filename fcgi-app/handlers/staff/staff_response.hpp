#pragma once
// What the back office's log-in steps answer: the session is a cookie that scripts cannot read, its
// CSRF token is for them.

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/staff/staff_service.hpp"
#include "fcgi-app/http/response.hpp"
#include "fcgi-app/services.hpp"

namespace pay200::handlers {

/// Who is logged in, and where they work.
nlohmann::ordered_json staff_account(Services& services, const StaffSession& session);

/// With the session's cookie.
http::Response staff_response(const nlohmann::ordered_json& body, const StaffSession& session,
                              Time now);

/// A Set-Cookie value that makes the browser forget it.
std::string forgotten_staff_cookie();

}  // namespace pay200::handlers
