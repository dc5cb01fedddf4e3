#pragma once
// Threads that accept FastCGI requests from one non-blocking listener.

#include <functional>
#include <memory>

#include "fcgi-app/http/fcgi_request.hpp"

namespace pay200::http {

struct AcceptLoop {
  int listen_fd;  ///< non-blocking; other processes may accept from it too
  int stop_fd;    ///< readable: finish and return; never read, so that every thread sees it
  int threads;
  /// Called from any of the threads, many at once; must not throw. The request ends when nobody
  /// holds it any more, which may be later: its thread accepts the next one meanwhile.
  std::function<void(std::shared_ptr<FcgiRequest>)> handle;
};

/// Returns when all threads have finished. Once per process, which ends if a thread cannot be had.
void run_accept_loop(const AcceptLoop& loop);

}  // namespace pay200::http
