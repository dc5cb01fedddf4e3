#pragma once
// The role stream: what becomes of a payment, told to the shop's page as it happens.

#include "core/platform/config.hpp"

namespace pay200::stream {

/// Serves on `listen_fd` (non-blocking) until `stop_fd` is readable, then ends the streams and
/// returns the exit status. A database that is away is waited for.
int run_stream(const Config& config, const Secrets& secrets, int listen_fd, int stop_fd);

}  // namespace pay200::stream
