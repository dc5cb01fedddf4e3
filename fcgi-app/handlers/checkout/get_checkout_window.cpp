#include "fcgi-app/handlers/handlers.hpp"

namespace pay200::handlers {
namespace {

/// Everything that can be seen is built by the script (sdk/window); without it there is nothing to
/// pay with.
constexpr const char* kPage = R"(<!doctype html>
<html lang="ko">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>pay200</title>
<link rel="stylesheet" href="/sdk/window/window.css">
<script type="module" src="/sdk/window/window.js"></script>
</head>
<body></body>
</html>
)";

/// Only the merchant's own pages may show it, and ours (the demo shop).
std::string content_security_policy(const std::vector<std::string>& origins) {
  std::string policy =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
      "img-src 'self'; base-uri 'none'; form-action 'none'; "
      "require-trusted-types-for 'script'; trusted-types 'none'; frame-ancestors 'self'";
  for (const std::string& origin : origins) policy += " " + origin;
  return policy;
}

}  // namespace

HandlerResult get_checkout_window(Services& services, const http::Call& call) {
  const auto merchant_id = merchant_id_from_text(call.param("mId"));
  if (!merchant_id) return ErrorCode::kNotFoundMerchant;
  const auto origins = services.origins.list_origins(*merchant_id);
  if (!origins) return origins.error();
  http::Response response{.status = 200, .headers = {}, .body = kPage};
  response.headers.emplace_back("Content-Type", "text/html; charset=utf-8");
  response.headers.emplace_back("Content-Security-Policy", content_security_policy(*origins));
  return response;
}

}  // namespace pay200::handlers
