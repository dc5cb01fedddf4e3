#pragma once
// The limit of every look-up: FastCGI on a unix socket that answers each request at once with the
// same bytes, whatever it asks. Threads accept as pay200-fcgi's do; a connection is one request's.
// It speaks just enough of the protocol for nginx (FastCGI 1.0, sections 3 and 5), with fewer
// system calls than libfcgi: it is no slower than the limit could be.

#include <filesystem>
#include <string>

namespace pay200::dev {

struct NullResponderOptions {
  std::filesystem::path socket;
  std::filesystem::path answer;  ///< file with the body, of type application/json
  int processes = 2;
  int threads = 16;  ///< in each process
};

/// Until SIGTERM. Its processes end with it.
int run_null_responder(const NullResponderOptions& options);

}  // namespace pay200::dev
