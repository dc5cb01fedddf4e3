#pragma once
// The role `link`: alone holds the acquirer connections, the card keys, the terminals and their
// STANs, and serves the other roles by a unix socket (core/acquirer/link_client.hpp).

#include <chrono>

#include "core/platform/config.hpp"

namespace pay200 {

/// Serves `listen_fd` until `stop_fd` becomes readable; then finishes what is in flight (at most an
/// acquirer's time-out) and returns the exit status: 0, or 78 (sysexits' EX_CONFIG) if it cannot
/// run as configured. While the database is away at the start it waits, and clients queue. Signals
/// are the caller's matter; the process is made undumpable. Where another link serves meanwhile,
/// clients queue for up to `sign_on_patience` until every acquirer is signed on.
int run_link(const Config& config, const Secrets& secrets, int listen_fd, int stop_fd,
             std::chrono::milliseconds sign_on_patience = {});

}  // namespace pay200
