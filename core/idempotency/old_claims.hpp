#pragma once
// How long idempotency keys are kept.

#include <chrono>
#include <cstddef>

#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"

namespace pay200 {

/// How long the same request under the same key gets the same answer; docs/api.md says it too.
constexpr std::chrono::days kClaimKeptFor{15};

/// Deletes claims that are older, `most` at most; how many. Those of requests that still run are
/// kept. For the relay's role in the database.
std::size_t forget_old_claims(db::Database& database, std::size_t most, Time now);

}  // namespace pay200
