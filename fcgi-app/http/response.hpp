#pragma once
// What a handler answers. Rendering to FastCGI is fcgi_request's; nothing here knows it.

#include <functional>
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
  /// What follows the body, part by part, for what is too large to be made at once; an empty part
  /// is the end. Called while it is sent, on the same thread. If it throws, the answer breaks off
  /// so that its reader sees it.
  std::function<std::string()> next_part = {};
};

/// `value` as application/json.
Response json_response(int status, const nlohmann::ordered_json& value);

/// What comes before the body, as a FastCGI application sends it: "Status: 200 OK", the headers, an
/// empty line.
std::string response_head(const Response& response);

/// "Not Found"; asserts that the status is one of those pay200 answers with.
std::string_view reason_phrase(int status);

}  // namespace pay200::http
