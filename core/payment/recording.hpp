#pragma once
// Recording what an acquirer has answered must not fail for a database that is away for a moment:
// what is not recorded is found by the sweep, called unknown, and reversed.

#include <chrono>
#include <functional>

namespace pay200 {

/// Below the sweep's grace after an attempt's deadline (relay.attempt_grace_ms): a later record
/// would only come second to the sweep.
inline constexpr std::chrono::milliseconds kRecordingPatience{4'000};

/// Runs `act`, an idempotent transition, again while the database is unavailable or the write in
/// doubt, beginning no try after kRecordingPatience. False if it was not recorded, as far as is
/// known. Other exceptions pass.
bool record_firmly(const char* what, const std::function<void()>& act);

}  // namespace pay200
