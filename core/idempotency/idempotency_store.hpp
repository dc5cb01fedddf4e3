#pragma once
// The statements for idempotency keys beside the transitions, which claim and finish them. Only
// core/idempotency calls them.

#include <cstddef>

#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"

namespace pay200::idempotency_store {

/// Those made before `before` whose requests do not run any more, the oldest first; how many.
std::size_t forget_claims(db::Database& database, std::size_t most, Time before);

}  // namespace pay200::idempotency_store
