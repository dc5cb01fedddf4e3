#pragma once
// The role api: answers requests that nginx hands over by FastCGI.

#include "core/platform/config.hpp"

namespace pay200::http {

/// Serves `listen_fd` (non-blocking, shared with other workers) with config.fcgi.threads threads
/// until `stop_fd` becomes readable, then finishes what it has. Returns the exit status.
int run_api(const Config& config, const Secrets& secrets, int listen_fd, int stop_fd);

}  // namespace pay200::http
