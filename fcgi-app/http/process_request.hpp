#pragma once
// A request's whole way, from its row in the table to its answer: find the route, authenticate,
// read the body, run the handler, turn errors and exceptions into problems, and log one line. The
// one place where a broken world is caught.

#include <functional>
#include <memory>
#include <vector>

#include "fcgi-app/http/request.hpp"
#include "fcgi-app/http/response.hpp"
#include "fcgi-app/http/route.hpp"

namespace pay200::http {

inline constexpr std::size_t kMaxBodyBytes = 65'536;

/// Never throws. Calls `respond` once: before it returns, or from another thread where the route's
/// handler answers later. The request is let go after that. Every answer carries X-Request-Id and
/// Cache-Control: no-store.
void process_request(Services& services, const std::vector<Route>& routes,
                     std::shared_ptr<Request> request,
                     std::function<void(const Response&)> respond) noexcept;

}  // namespace pay200::http
