#pragma once
// Requests counted by their row in the table of routes.

#include <chrono>

#include "fcgi-app/http/route.hpp"

namespace pay200::http {

/// `route`: null where there was none. Takes no lock once a thread has met this route and status.
void count_request(const Route* route, int status, std::chrono::steady_clock::duration taken);

}  // namespace pay200::http
