#pragma once
// How the days stand, for those who watch: what was done last, and what waits for somebody.

#include <cstdint>
#include <string>
#include <vector>

#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"

namespace pay200 {

struct DayFigure {
  /// closed_at, reconciled_at (of an acquirer), settled_at (of a mode), in Unix seconds; how many:
  /// waiting (closed days without their file), differences (open; both of an acquirer), disputes
  /// (undecided), payouts (of made, overdue, sent, returned within a day)
  std::string figure;
  std::string of;
  std::int64_t value = 0;
};

/// Throws as db::Database does.
std::vector<DayFigure> day_standing(db::Database& database, Time now);

}  // namespace pay200
