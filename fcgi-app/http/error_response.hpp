#pragma once
// Errors as the API tells them: application/problem+json (RFC 9457) that also carries Toss
// Payments' pair code and message. nginx makes problems of the same shape for what it refuses
// itself (nginx/snippets/problems.conf).

#include <string_view>

#include "core/platform/error_code.hpp"
#include "core/platform/result.hpp"
#include "fcgi-app/http/response.hpp"

namespace pay200::http {

/// One switch without a default: a code without a status does not compile.
int http_status(ErrorCode code);

/// 503 always carries Retry-After; 401 carries WWW-Authenticate where an API key is asked for.
Response error_response(const Error& error, Language language, std::string_view request_id);

}  // namespace pay200::http
