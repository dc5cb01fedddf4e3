#pragma once
// Bank holidays as the database has them: a year is loaded whole, and loaded again when the
// government makes another day a holiday.

#include <chrono>
#include <optional>
#include <vector>

#include "core/platform/db/database.hpp"
#include "core/settlement/bank_calendar.hpp"
#include "core/settlement/holiday_file.hpp"

namespace pay200 {

class HolidayService {
 public:
  explicit HolidayService(db::Database& database) : database_(database) {}

  /// By day; of all years if none is said.
  std::vector<BankHoliday> list_holidays(std::optional<std::chrono::year> year = {});
  BankCalendar calendar() { return BankCalendar(list_holidays()); }

  struct Difference {
    std::vector<BankHoliday> added, removed;  ///< another name is both
    bool none() const { return added.empty() && removed.empty(); }
  };
  /// What load_year would change.
  Difference difference(const HolidayYear& year);
  /// In place of what was known of that year. Settlements that are made stay as they are.
  /// Idempotent.
  void load_year(const HolidayYear& year);

 private:
  db::Database& database_;
};

}  // namespace pay200
