#pragma once
// On which days Korean banks move money, and when a business day's sales are to be paid out: D+n
// counts bank days, Saturdays, Sundays and bank holidays not among them. Pure.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace pay200 {

/// A day on which banks are closed although it may be no Saturday or Sunday.
struct BankHoliday {
  std::chrono::year_month_day day;
  std::string name;  ///< 설날
  auto operator<=>(const BankHoliday&) const = default;
};

/// D+1 to D+30.
inline constexpr int kMostSettlementDays = 30;

class BankCalendar {
 public:
  /// Any order. A year of which no holiday is known is not known at all: nobody is paid by a guess.
  explicit BankCalendar(const std::vector<BankHoliday>& holidays);

  bool knows(std::chrono::year year) const;
  /// Asserts that the year is known.
  bool is_bank_day(std::chrono::year_month_day day) const;

  /// The bank day on which the sales of a business day are paid out: the `days`th one behind it.
  /// `days`: 1 to kMostSettlementDays. nullopt: it takes a year that is not known.
  std::optional<std::chrono::year_month_day> due_day(std::chrono::year_month_day business_day,
                                                     int days) const;
  /// The other way round: the last business day whose sales are due on `day` or before it.
  std::optional<std::chrono::year_month_day> last_due(std::chrono::year_month_day day,
                                                      int days) const;

 private:
  std::vector<std::chrono::sys_days> holidays_;  ///< sorted
};

}  // namespace pay200
