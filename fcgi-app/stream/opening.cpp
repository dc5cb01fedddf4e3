#include "fcgi-app/stream/opening.hpp"

#include <charconv>

#include "fcgi-app/http/accept_language.hpp"
#include "fcgi-app/http/authentication.hpp"
#include "fcgi-app/http/cross_origin.hpp"
#include "fcgi-app/http/error_response.hpp"
#include "fcgi-app/http/param_name.hpp"
#include "fcgi-app/http/query.hpp"
#include "fcgi-app/http/request_id.hpp"
#include "fcgi-app/http/router.hpp"
#include "fcgi-app/routes.hpp"

namespace pay200::stream {
namespace {

constexpr const char* kRequestId = "X-Request-Id";
constexpr std::size_t kMostIdDigits = 9;

Error invalid(const char* param, const char* detail) {
  return {.code = ErrorCode::kInvalidRequest, .param = param, .detail = detail};
}

Result<std::optional<int>> last_event_id(const http::Request& request) {
  const auto header = request.header("Last-Event-ID");
  if (!header) return std::optional<int>();
  int number = 0;
  const auto read = std::from_chars(header->data(), header->data() + header->size(), number);
  const bool whole = read.ec == std::errc() && read.ptr == header->data() + header->size();
  if (!whole || number < 0 || header->size() > kMostIdDigits || header->front() == '-') {
    return invalid("Last-Event-ID", "must be the id of an event of this payment");
  }
  return std::optional(number);
}

Result<std::optional<std::chrono::seconds>> poll_of(const http::Request& request) {
  auto query = http::Query::parse(request.query());
  if (!query) return query.error();
  const auto seconds = query->optional_integer("wait", {0, kLongestPoll.count()});
  if (query->error()) return *query->error();
  if (!seconds) return std::optional<std::chrono::seconds>();
  return std::optional(std::chrono::seconds(*seconds));
}

/// All that can be said without looking anything up.
Result<Nothing> fill(Opening& opening, const Door& door, const http::Request& request, Time now) {
  auto claim = http::authenticate_checkout(door.token_key, request, now);
  if (!claim) return claim.error();
  opening.key = claim->payment;
  opening.until = claim->expires_at;
  auto id = last_event_id(request);
  if (!id) return id.error();
  opening.last_event_id = *id;
  auto poll = poll_of(request);
  if (!poll) return poll.error();
  opening.poll = *poll;
  const auto origin = request.header("Origin");
  if (origin && *origin != door.own_origin) opening.origin = *origin;
  return Nothing{};
}

http::Response refused_method(const Opening& opening, const http::RouteMatch& match) {
  if (match.route == nullptr && match.allowed.empty()) {
    return refusal(opening, {ErrorCode::kNotFoundEndpoint});
  }
  http::Response response = refusal(opening, {ErrorCode::kMethodNotAllowed});
  response.headers.emplace_back("Allow", "GET");
  return response;
}

}  // namespace

std::string_view StreamRequest::param(std::string_view name) const {
  for (const auto& [known, value] : params_) {
    if (known == name) return value;
  }
  return {};
}

std::optional<std::string_view> StreamRequest::header(std::string_view name) const {
  const std::string_view value = param(http::param_name(name));
  // nginx sends an empty parameter for a header that is not there.
  if (value.empty()) return std::nullopt;
  return value;
}

std::variant<Opening, http::Response> open(const Door& door, const http::Request& request,
                                           Time now) {
  Opening opening;
  opening.language = http::preferred_language(request.header("Accept-Language").value_or(""));
  http::let_page_read(request, opening.common);
  opening.common.headers.emplace_back(kRequestId, http::request_id_of(request));
  opening.common.headers.emplace_back("Cache-Control", "no-store");

  const auto match = http::find_route(routes(), request.method(), request.path());
  if (match.for_pages && request.method() == "OPTIONS") return http::preflight_response(request);
  const bool ours = match.route != nullptr &&
                    std::holds_alternative<http::StreamEndpoint>(match.route->handler) &&
                    request.method() == "GET";
  if (!ours) return refused_method(opening, match);
  const auto filled = fill(opening, door, request, now);
  if (!filled) return refusal(opening, filled.error());
  return opening;
}

http::Response refusal(const Opening& opening, const Error& error) {
  std::string_view request_id;
  for (const auto& [name, value] : opening.common.headers) {
    if (name == kRequestId) request_id = value;
  }
  return with_common(opening, http::error_response(error, opening.language, request_id));
}

http::Response with_common(const Opening& opening, http::Response response) {
  response.headers.insert(response.headers.end(), opening.common.headers.begin(),
                          opening.common.headers.end());
  return response;
}

}  // namespace pay200::stream
