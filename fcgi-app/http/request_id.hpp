#pragma once
// By what a request is found in the logs of all who had to do with it.

#include <string>

#include "fcgi-app/http/request.hpp"

namespace pay200::http {

/// The client's own (X-Request-Id), if it is fit for logs and headers, else a new one in nginx's
/// form.
std::string request_id_of(const Request& request);

}  // namespace pay200::http
