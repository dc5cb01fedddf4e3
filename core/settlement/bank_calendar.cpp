#include "core/settlement/bank_calendar.hpp"

#include <algorithm>

#include "core/platform/assert.hpp"

namespace pay200 {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

bool is_weekend(sys_days day) {
  const std::chrono::weekday weekday{day};
  return weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
}

}  // namespace

BankCalendar::BankCalendar(const std::vector<BankHoliday>& holidays) {
  for (const auto& holiday : holidays) holidays_.emplace_back(holiday.day);
  std::sort(holidays_.begin(), holidays_.end());
}

bool BankCalendar::knows(std::chrono::year year) const {
  const sys_days first{year / std::chrono::January / 1};
  const auto found = std::lower_bound(holidays_.begin(), holidays_.end(), first);
  return found != holidays_.end() && year_month_day{*found}.year() == year;
}

bool BankCalendar::is_bank_day(year_month_day day) const {
  PAY200_ASSERT(knows(day.year()));
  return !is_weekend(day) && !std::binary_search(holidays_.begin(), holidays_.end(), sys_days{day});
}

std::optional<year_month_day> BankCalendar::due_day(year_month_day business_day, int count) const {
  PAY200_ASSERT(count >= 1 && count <= kMostSettlementDays);
  sys_days day{business_day};
  for (int left = count; left > 0;) {
    day += days{1};
    if (!knows(year_month_day{day}.year())) return std::nullopt;
    if (is_bank_day(day)) --left;
  }
  return day;
}

std::optional<year_month_day> BankCalendar::last_due(year_month_day day, int count) const {
  PAY200_ASSERT(count >= 1 && count <= kMostSettlementDays);
  // The day before the count-th bank day back from `day`, which is then the count-th behind it.
  sys_days at{day};
  for (int left = count;; at -= days{1}) {
    if (!knows(year_month_day{at}.year())) return std::nullopt;
    if (is_bank_day(at) && --left == 0) return at - days{1};
  }
}

}  // namespace pay200
