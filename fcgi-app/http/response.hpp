#pragma once
// What a handler answers. Rendering to FastCGI is fcgi_request's; nothing here knows it.

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pay200::http {

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
};

/// `value` as application/json.
Response json_response(int status, const nlohmann::ordered_json& value);

/// What comes before the body, as a FastCGI application sends it: "Status: 200 OK", the headers, an
/// empty line.
std::string response_head(const Response& response);

/// "Not Found"; asserts that the status is one of those pay200 answers with.
std::string_view reason_phrase(int status);

}  // namespace pay200::http
