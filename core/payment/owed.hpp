#pragma once
// How much is not settled yet, for those who watch.

#include <chrono>
#include <cstdint>

#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"

namespace pay200 {

struct Owed {
  std::int64_t unknown_attempts = 0;
  std::chrono::seconds unknown_oldest{0};  ///< since its deadline
  std::int64_t reversals = 0;              ///< voids among them
  std::chrono::seconds reversals_oldest{0};
  std::int64_t refunds = 0;
  std::chrono::seconds refunds_oldest{0};
};

/// Reads the small partial indexes of what is open, so it costs the same however much is settled.
Owed what_is_owed(db::Database& database, Time now);

}  // namespace pay200
