#include "fcgi-app/http/cross_origin.hpp"

#include <optional>

namespace pay200::http {
namespace {

constexpr const char* kPreflightLifetimeS = "600";

/// Whatever an origin may hold; a line break could not come this far, and is not sent back.
std::optional<std::string> origin_to_echo(const Request& request) {
  const auto origin = request.header("Origin");
  if (!origin || origin->size() > 300) return std::nullopt;
  for (const char c : *origin) {
    if (c <= ' ' || c > '~') return std::nullopt;
  }
  return std::string(*origin);
}

}  // namespace

Response preflight_response(const Request& request) {
  Response response{.status = 204};
  let_page_read(request, response);
  response.headers.emplace_back("Access-Control-Allow-Methods", "POST");
  response.headers.emplace_back("Access-Control-Allow-Headers",
                                "Authorization, Content-Type, Idempotency-Key, Last-Event-ID, "
                                "X-Request-Id");
  response.headers.emplace_back("Access-Control-Max-Age", kPreflightLifetimeS);
  return response;
}

void let_page_read(const Request& request, Response& response) {
  response.headers.emplace_back("Vary", "Origin");
  const auto origin = origin_to_echo(request);
  if (!origin) return;
  response.headers.emplace_back("Access-Control-Allow-Origin", *origin);
  response.headers.emplace_back("Access-Control-Expose-Headers",
                                "X-Request-Id, Idempotency-Replayed, Retry-After");
}

}  // namespace pay200::http
