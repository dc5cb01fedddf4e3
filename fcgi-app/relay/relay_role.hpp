#pragma once
// The relay: what nobody waits for any more. Deadlines take effect, attempts whose holder died
// become UNKNOWN, owed reversals and voids go out until acknowledged. Safe to run on several hosts
// at once.

#include "core/platform/config.hpp"

namespace pay200 {

/// Works until `stop_fd` is readable, then finishes what it is sending and returns the exit status.
/// A database or link that is away is waited for, never a reason to end.
int run_relay(const Config& config, int stop_fd);

}  // namespace pay200
