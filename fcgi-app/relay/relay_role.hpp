#pragma once
// The relay: what nobody waits for any more. Deadlines take effect, attempts whose holder died
// become UNKNOWN, owed reversals and voids go out until acknowledged, shops are told by webhooks.
// Safe to run on several hosts at once.

#include "core/platform/config.hpp"
#include "core/platform/secrets.hpp"

namespace pay200 {

/// Works until `stop_fd` is readable, then finishes what it is sending and returns the exit status.
/// A database or link that is away is waited for, never a reason to end.
int run_relay(const Config& config, const Secrets& secrets, int stop_fd);

}  // namespace pay200
