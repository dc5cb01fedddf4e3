#include "fcgi-app/http/process_request.hpp"

#include <chrono>
#include <exception>
#include <optional>
#include <string>
#include <utility>

#include "core/audit/acting_staff.hpp"
#include "core/platform/before_waiting.hpp"
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

/// What a handler answers; nullopt: it does so later.
using Outcome = std::optional<Result<Response>>;

/// Authenticates as the handler's kind asks, then runs it.
struct Authenticated {
  Services& services;
  const Call& call;
  const Answer& later;

  Outcome operator()(OpenHandler handle) const { return handle(services, call); }

  Outcome operator()(LoginHandler handler) const {
    if (auto ours = own_origin(); !ours) return ours.error();
    return handler.handle(services, call);
  }

  Outcome operator()(ShopHandler handle) const {
    auto principal = authenticate_shop(services.api_keys, call.request);
    if (!principal) return principal.error();
    return handle(services, call, *principal);
  }

  Outcome operator()(LaterShopHandler handler) const {
    auto principal = authenticate_shop(services.api_keys, call.request);
    if (!principal) return principal.error();
    handler.handle(services, call, *principal, later);
    return std::nullopt;
  }

  Outcome operator()(PageHandler handler) const {
    auto principal = authenticate_page(services.api_keys, services.origins, call.request);
    if (!principal) return principal.error();
    return handler.handle(services, call, *principal);
  }

  Outcome operator()(CheckoutHandler handle) const {
    auto claim = authenticate_checkout(services.token_key, call.request, services.clock.now());
    if (!claim) return claim.error();
    return handle(services, call, claim->payment);
  }

  Outcome operator()(LaterCheckoutHandler handler) const {
    auto claim = authenticate_checkout(services.token_key, call.request, services.clock.now());
    if (!claim) return claim.error();
    handler.handle(services, call, claim->payment, later);
    return std::nullopt;
  }

  Outcome operator()(ShopperHandler handle) const {
    if (auto ours = own_origin(); !ours) return ours.error();
    auto session = authenticate_shopper(services.shoppers, call.request);
    if (!session) return session.error();
    return handle(services, call, *session);
  }

  Outcome operator()(StaffHandler handler) const {
    if (auto ours = own_origin(); !ours) return ours.error();
    auto session = authenticate_staff(services.staff, call.request, handler.while_logging_in);
    if (!session) return session.error();
    if (auto known = check_csrf_token(call.request, *session); !known) return known.error();
    return handler.handle(services, call, *session);
  }

  Outcome operator()(MemberHandler handler) const {
    auto who = member(handler.least);
    if (!who) return who.error();
    const ActingStaff acting(who->session.staff_id);
    return handler.handle(services, call, *who);
  }

  Outcome operator()(MemberShopHandler handler) const {
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

  Outcome operator()(StreamEndpoint) const { return ErrorCode::kNotFoundEndpoint; }

  Result<Nothing> own_origin() const {
    if (only_reads(call.request)) return Nothing{};
    return check_origin(call.request, origin_of(services.public_base_url));
  }
};

/// What had a lasting effect may have had it; else it is `otherwise`.
Error doubtful(const Route& route, ErrorCode otherwise, const char* cause) {
  return {.code = route.effect == Effect::kLasting ? ErrorCode::kOutcomeUnknown : otherwise,
          .cause = cause};
}

/// Such a handler hands its request over where it would wait (core/platform/later.hpp), and what
/// little else it may wait for, a connection to the database above all, is announced there.
bool answers_later(const Route& route) {
  return std::holds_alternative<LaterShopHandler>(route.handler) ||
         std::holds_alternative<LaterCheckoutHandler>(route.handler);
}

/// The catch ladder. Nothing passes it.
template <class Run>
auto guarded(const Route& route, const Run& run) -> decltype(run()) {
  try {
    return run();
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

/// One line a request. The route's pattern, not the path; never a query, a header or a body.
void log_access(const Request& request, const RouteMatch& match, int status,
                std::chrono::steady_clock::duration taken) {
  const auto duration_us = std::chrono::duration_cast<std::chrono::microseconds>(taken).count();
  log::info("request", {{"method", match.route ? std::string(request.method()) : "-"},
                        {"route", match.route ? std::string(match.route->pattern) : "-"},
                        {"status", std::to_string(status)},
                        {"duration_us", std::to_string(duration_us)}});
}

/// From its acceptance to its answer, whichever thread has it.
class UnderWay : public std::enable_shared_from_this<UnderWay> {
 public:
  UnderWay(Services& services, const std::vector<Route>& routes, std::shared_ptr<Request> request,
           std::function<void(const Response&)> respond)
      : services_(services),
        request_(std::move(request)),
        respond_(std::move(respond)),
        call_{*request_, {}, {}, Language::kKorean, request_id_of(*request_)},
        trace_id_(trace_id_of(request_->header("traceparent").value_or(""))),
        match_(find_route(routes, request_->method(), request_->path())) {
    call_.language = preferred_language(request_->header("Accept-Language").value_or(""));
    call_.params = match_.params;
  }

  void begin() {
    const log::RequestScope scope({call_.request_id, trace_id_});
    if (match_.for_pages && request_->method() == "OPTIONS") {
      return respond(preflight_response(*request_));
    }
    if (match_.route == nullptr) return respond(refusal_without_route(match_, call_));
    auto outcome = guarded(*match_.route, [&] { return run_route(); });
    if (outcome) finish(*std::move(outcome));
  }

 private:
  Outcome run_route() {
    if (!answers_later(*match_.route)) about_to_wait();
    auto body = request_->read_body(kMaxBodyBytes);
    if (!body) return body.error();
    call_.body = std::move(*body);
    const Answer later = [self = shared_from_this()](const auto& answer) {
      const log::RequestScope scope({self->call_.request_id, self->trace_id_});
      self->finish(guarded(*self->match_.route, answer));
    };
    return std::visit(Authenticated{services_, call_, later}, match_.route->handler);
  }

  void finish(Result<Response> result) {
    crypto::cleanse(call_.body);
    if (result) return respond(std::move(*result));
    log_cause(result.error());
    respond(error_response(result.error(), call_.language, call_.request_id));
  }

  void respond(Response response) {
    if (match_.route != nullptr && std::holds_alternative<PageHandler>(match_.route->handler)) {
      let_page_read(*request_, response);
    }
    response.headers.emplace_back("X-Request-Id", call_.request_id);
    response.headers.emplace_back("Cache-Control", "no-store");
    if (request_->method() == "HEAD") {
      response.body.clear();
      response.next_part = {};
    }
    const auto taken = std::chrono::steady_clock::now() - begin_;
    count_request(match_.route, response.status, taken);
    log_access(*request_, match_, response.status, taken);
    respond_(response);
  }

  Services& services_;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  const std::shared_ptr<Request> request_;
  const std::function<void(const Response&)> respond_;
  Call call_;
  const std::string trace_id_;
  const RouteMatch match_;
};

}  // namespace

void process_request(Services& services, const std::vector<Route>& routes,
                     std::shared_ptr<Request> request,
                     std::function<void(const Response&)> respond) noexcept {
  std::make_shared<UnderWay>(services, routes, std::move(request), std::move(respond))->begin();
}

}  // namespace pay200::http
