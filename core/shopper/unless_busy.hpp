#pragma once
// Passwords are hashed a few at a time (core/platform/crypto/password.cpp); who comes beyond that
// is told so.

#include "core/platform/crypto/crypto.hpp"
#include "core/platform/result.hpp"

namespace pay200 {

/// What `act` answers, or kTooManyRequests.
template <class T, class Act>
Result<T> unless_busy(Act act) {
  try {
    return act();
  } catch (const crypto::TooBusy& busy) {
    Error error{ErrorCode::kTooManyRequests};
    error.cause = busy.what();
    error.retry_after_s = 1;
    return error;
  }
}

}  // namespace pay200
