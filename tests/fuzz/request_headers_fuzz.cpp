#include "core/idempotency/idempotency.hpp"
#include "fcgi-app/http/accept_language.hpp"
#include "fcgi-app/http/authentication.hpp"
#include "fcgi-app/http/cross_origin.hpp"
#include "fcgi-app/http/request_id.hpp"
#include "fcgi-app/http/trace_context.hpp"
#include "tests/fcgi-app/fake_request.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace pay200::fuzz {
namespace {

bool is_visible(std::string_view text) {
  for (const char c : text) {
    if (c < '!' || c > '~') return false;
  }
  return true;
}

void read_cookie(std::string_view header) {
  const auto value = http::cookie(header, http::kStaffCookie);
  require(!value || header.find(*value) != std::string_view::npos, "a cookie is of its header");
}

void read_idempotency_key(std::string_view header) {
  const auto key = parse_idempotency_key(header);
  if (!key) return;
  require(!key->empty() && key->size() <= 255 && is_visible(*key), "a key is visible ASCII");
}

const FuzzTarget kTarget("request_headers", [](std::string_view value) {
  read_cookie(value);
  read_idempotency_key(value);
  http::preferred_language(value);
  const std::string trace = http::trace_id_of(value);
  require(trace.empty() || (trace.size() == 32 && is_visible(trace)), "a trace id is 32 digits");
  test::FakeRequest request;
  for (const char* name : {"X-Request-Id", "Authorization", "Origin"}) {
    request.headers[name] = value;
  }
  const std::string request_id = http::request_id_of(request);
  require(!request_id.empty() && is_visible(request_id), "a request id is fit for logs");
  // Whoever does not hold the key has no token, however it is spelt.
  const std::string nobodys_key(32, 'k');
  require(!http::authenticate_checkout(nobodys_key, request, Time{}), "no token is guessed");
  const bool ours = http::equal_ignoring_case(value, "https://pay.example");
  require(static_cast<bool>(http::check_origin(request, "https://pay.example")) == ours,
          "only our own origin is ours");
  http::Response response;
  http::let_page_read(request, response);
  http::preflight_response(request);
});

}  // namespace
}  // namespace pay200::fuzz
