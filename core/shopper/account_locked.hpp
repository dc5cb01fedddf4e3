#pragma once
// Of accounts that lock after too many wrong passwords.

#include <chrono>
#include <optional>

#include "core/platform/clock.hpp"
#include "core/platform/result.hpp"

namespace pay200 {

/// kAccountLocked, with when to come again if that is known.
inline Error account_locked(std::optional<Time> until, Time now) {
  Error error{ErrorCode::kAccountLocked};
  if (until && *until > now) {
    error.retry_after_s =
        static_cast<int>(std::chrono::ceil<std::chrono::seconds>(*until - now).count());
  }
  return error;
}

}  // namespace pay200
