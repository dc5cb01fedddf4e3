#pragma once
// What there is to do about idempotency keys beside the transitions, which claim and finish them.

#include <chrono>
#include <cstddef>

#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"

namespace pay200::idempotency_store {

/// How long the same request under the same key gets the same answer; docs/api.md says it too.
constexpr std::chrono::days kKeptFor{15};

/// Deletes keys that are older, `most` at most; how many. Those of requests that still run are
/// kept. For the relay's role in the database.
std::size_t forget(db::Database& database, std::size_t most, Time now);

}  // namespace pay200::idempotency_store
