#pragma once
// How pgctl ends, for scripts. Part of the contract: numbers are never reused.

#include "core/platform/error_code.hpp"

namespace pay200::pgctl {

enum class ExitStatus : int {
  kDone = 0,
  kFailed = 1,
  kUsage = 2,
  kNotAllowed = 3,
  kNotFound = 4,
  kConflict = 5,
  kDeclined = 6,
  kOutcomeUnknown = 7,
  kDoesNotReconcile = 8,
  kLockHeld = 9,
};

ExitStatus exit_status(ErrorCode code);

}  // namespace pay200::pgctl
