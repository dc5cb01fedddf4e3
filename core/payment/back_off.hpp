#pragma once
// How long what is owed to an acquirer waits for its next try.

#include <chrono>

#include "core/platform/config.hpp"

namespace pay200 {

/// Exponential in `tries`, between half of it and the whole, so that what failed together does not
/// come due together.
std::chrono::milliseconds back_off(const Config::Relay& relay, int tries);

}  // namespace pay200
