#include "fcgi-app/http/process_request.hpp"

#include <chrono>
#include <exception>
#include <string>
#include <utility>

#include "core/audit/acting_staff.hpp"
#include "core/platform/crypto/crypto.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/log.hpp"
#include "fcgi-app/http/accept_language.hpp"
#include "fcgi-app/http/authentication.hpp"
#include "fcgi-app/http/call.hpp"
#include "fcgi-app/http/cross_origin.hpp"
#include "fcgi-app/http/error_response.hpp"
#include "fcgi-app/http/request_id.hpp"
#include "fcgi-app/http/request_metrics.hpp"
#include "fcgi-app/http/trace_context.hpp"
#include "fcgi-app/services.hpp"

namespace pay200::http {
namespace {

/// Authenticates as the handler's kind asks, then runs it.
struct Authenticated {
  Services& services;
  const Call& call;

  Result<Response> operator()(OpenHandler handle) const { return handle(services, call); }

  Result<Response> operator()(LoginHandler handler) const {
    if (auto ours = own_origin(); !ours) return ours.error();
    return handler.handle(services, call);
  }

  Result<Response> operator()(ShopHandler handle) const {
    auto principal = authenticate_shop(services.api_keys, call.request);
    if (!principal) return principal.error();
    return handle(services, call, *principal);
  }

  Result<Response> operator()(PageHandler handler) const {
    auto principal = authenticate_page(services.api_keys, services.origins, call.request);
    if (!principal) return principal.error();
    return handler.handle(services, call, *principal);
  }

  Result<Response> operator()(CheckoutHandler handle) const {
    auto claim = authenticate_checkout(services.token_key, call.request, services.clock.now());
    if (!claim) return claim.error();
    return handle(services, call, claim->payment);
  }

  Result<Response> operator()(ShopperHandler handle) const {
    if (auto ours = own_origin(); !ours) return ours.error();
    auto session = authenticate_shopper(services.shoppers, call.request);
    if (!session) return session.error();
    return handle(services, call, *session);
  }

  Result<Response> operator()(StaffHandler handler) const {
    if (auto ours = own_origin(); !ours) return ours.error();
    auto session = authenticate_staff(services.staff, call.request, handler.while_logging_in);
    if (!session) return session.error();
    if (auto known = check_csrf_token(call.request, *session); !known) return known.error();
    return handler.handle(services, call, *session);
  }

  Result<Response> operator()(MemberHandler handler) const {
    auto who = member(handler.least);
    if (!who) return who.error();
    const ActingStaff acting(who->session.staff_id);
    return handler.handle(services, call, *who);
  }

  Result<Response> operator()(MemberShopHandler handler) const {
    auto who = member(handler.least);
    if (!who) return who.error();
    const ActingStaff acting(who->session.staff_id);
    return handler.handle(services, call,
                          {who->merchant_id, ApiKeyId{}, KeyKind::kSecret, who->live});
  }

  Result<StaffMember> member(StaffRole least) const {
    if (auto ours = own_origin(); !ours) return ours.error();
    auto who = authenticate_member(services.staff, call.request, call.param("mId"));
    if (!who) return who;
    if (auto known = check_csrf_token(call.request, who->session); !known) return known.error();
    if (!may(who->role, least)) {
      return Error{.code = ErrorCode::kForbiddenRequest,
                   .detail = "this takes the role " + std::string(to_text(least))};
    }
    return who;
  }

  Result<Response> operator()(StreamEndpoint) const { return ErrorCode::kNotFoundEndpoint; }

  Result<Nothing> own_origin() const {
    if (only_reads(call.request)) return Nothing{};
    return check_origin(call.request, origin_of(services.public_base_url));
  }
};

Result<Response> run_route(Services& services, const Route& route, Request& request, Call& call) {
  auto body = request.read_body(kMaxBodyBytes);
  if (!body) return body.error();
  call.body = std::move(*body);
  return std::visit(Authenticated{services, call}, route.handler);
}

/// What had a lasting effect may have had it; else it is `otherwise`.
Error doubtful(const Route& route, ErrorCode otherwise, const char* cause) {
  return {.code = route.effect == Effect::kLasting ? ErrorCode::kOutcomeUnknown : otherwise,
          .cause = cause};
}

/// The catch ladder. Nothing passes it.
Result<Response> guarded(Services& services, const Route& route, Request& request, Call& call) {
  try {
    return run_route(services, route, request, call);
  } catch (const db::Unavailable& unavailable) {
    return Error{.code = ErrorCode::kServiceUnavailable, .cause = unavailable.what()};
  } catch (const db::InDoubt& doubt) {
    return doubtful(route, ErrorCode::kServiceUnavailable, doubt.what());
  } catch (const std::exception& broken) {
    return doubtful(route, ErrorCode::kInternalError, broken.what());
  }
}

/// A refusal is the client's business and stays in the access log; the rest needs a person's eye.
void log_cause(const Error& error) {
  if (http_status(error.code) < 500) return;
  log::write(error.code == ErrorCode::kInternalError ? log::Level::kError : log::Level::kWarning,
             "request_failed",
             {{"code", std::string(wire_name(error.code))}, {"cause", error.cause}});
}

Response refusal_without_route(const RouteMatch& match, const Call& call) {
  const auto code =
      match.allowed.empty() ? ErrorCode::kNotFoundEndpoint : ErrorCode::kMethodNotAllowed;
  Response response = error_response({code}, call.language, call.request_id);
  if (!match.allowed.empty()) response.headers.emplace_back("Allow", match.allowed);
  return response;
}

Response answer(Services& services, RouteMatch& match, Request& request, Call& call) {
  if (match.for_pages && request.method() == "OPTIONS") return preflight_response(request);
  if (match.route == nullptr) return refusal_without_route(match, call);
  auto result = guarded(services, *match.route, request, call);
  crypto::cleanse(call.body);
  if (result) return std::move(*result);
  log_cause(result.error());
  return error_response(result.error(), call.language, call.request_id);
}

/// One line a request. The route's pattern, not the path; never a query, a header or a body.
void log_access(const Request& request, const RouteMatch& match, int status,
                std::chrono::steady_clock::duration taken) {
  const auto duration_us = std::chrono::duration_cast<std::chrono::microseconds>(taken).count();
  log::info("request", {{"method", match.route ? std::string(request.method()) : "-"},
                        {"route", match.route ? std::string(match.route->pattern) : "-"},
                        {"status", std::to_string(status)},
                        {"duration_us", std::to_string(duration_us)}});
}

}  // namespace

Response process_request(Services& services, const std::vector<Route>& routes,
                         Request& request) noexcept {
  const auto begin = std::chrono::steady_clock::now();
  Call call{request, {}, {}, Language::kKorean, request_id_of(request)};
  log::set_request_id(call.request_id, trace_id_of(request.header("traceparent").value_or("")));
  call.language = preferred_language(request.header("Accept-Language").value_or(""));
  RouteMatch match = find_route(routes, request.method(), request.path());
  call.params = match.params;

  Response response = answer(services, match, request, call);
  if (match.route != nullptr && std::holds_alternative<PageHandler>(match.route->handler)) {
    let_page_read(request, response);
  }
  response.headers.emplace_back("X-Request-Id", call.request_id);
  response.headers.emplace_back("Cache-Control", "no-store");
  if (request.method() == "HEAD") {
    response.body.clear();
    response.next_part = {};
  }
  const auto taken = std::chrono::steady_clock::now() - begin;
  count_request(match.route, response.status, taken);
  log_access(request, match, response.status, taken);
  log::set_request_id({});
  return response;
}

}  // namespace pay200::http
