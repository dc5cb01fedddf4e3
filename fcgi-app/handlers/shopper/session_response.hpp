#pragma once
// How a new session is answered: its token stands in the cookie and nowhere else.

#include <string>

#include "core/shopper/shopper_service.hpp"
#include "fcgi-app/http/request.hpp"
#include "fcgi-app/http/response.hpp"

namespace pay200::handlers {

http::Response session_response(const ShopperService::LoggedIn& logged_in, Time now);

/// Set-Cookie that makes the browser forget the session's cookie.
std::string forgotten_session_cookie();

/// The request's own token. Of a request that has been authenticated as a shopper's.
std::string session_token(const http::Request& request);

}  // namespace pay200::handlers
