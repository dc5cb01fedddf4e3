#pragma once
// Shops' pages ask from their own origins, with a client key (Fetch standard, CORS). Which of them
// may is checked with the key; here a page is only let read what it was answered, errors included,
// so that it can say what is wrong. No cookie takes part, so nothing is given away by it.

#include "fcgi-app/http/request.hpp"
#include "fcgi-app/http/response.hpp"

namespace pay200::http {

/// To OPTIONS, for an endpoint that pages ask. It carries no key yet.
Response preflight_response(const Request& request);

/// Lets the page that asked read `response`; nothing to do for what is no page.
void let_page_read(const Request& request, Response& response);

}  // namespace pay200::http
