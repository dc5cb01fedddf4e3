#pragma once
// How FastCGI names a request's headers (RFC 3875).

#include <string>
#include <string_view>

namespace pay200::http {

/// "X-Request-Id" is HTTP_X_REQUEST_ID; only Content-Type and Content-Length have no prefix.
std::string param_name(std::string_view header);

}  // namespace pay200::http
