#include "fcgi-app/http/response.hpp"

#include <nlohmann/json.hpp>

#include "core/platform/assert.hpp"

namespace pay200::http {

Response json_response(int status, const nlohmann::ordered_json& value) {
  return {status, {{"Content-Type", "application/json; charset=utf-8"}}, value.dump()};
}

std::string response_head(const Response& response) {
  std::string head = "Status: " + std::to_string(response.status) + " " +
                     std::string(reason_phrase(response.status)) + "\r\n";
  for (const auto& [name, value] : response.headers) {
    head.append(name).append(": ").append(value).append("\r\n");
  }
  // Without it nginx sends chunks, and the last of them by itself.
  if (!response.body.empty() && !response.next_part) {
    head.append("Content-Length: ").append(std::to_string(response.body.size())).append("\r\n");
  }
  return head + "\r\n";
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 402:
      return "Payment Required";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    default:
      break;
  }
  PAY200_ASSERT(!"a status that pay200 does not answer with");
}

}  // namespace pay200::http
