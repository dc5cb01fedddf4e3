#pragma once
// The statements of HolidayService, which alone calls them.

#include <chrono>
#include <optional>
#include <vector>

#include "core/platform/db/database.hpp"
#include "core/settlement/holiday_file.hpp"

namespace pay200::holiday_store {

std::vector<BankHoliday> list_bank_holidays(db::Database& database,
                                            std::optional<std::chrono::year> year);
/// Idempotent.
void load_bank_holidays(db::Database& database, const HolidayYear& year);

}  // namespace pay200::holiday_store
