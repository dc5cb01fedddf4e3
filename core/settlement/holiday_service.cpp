#include "core/settlement/holiday_service.hpp"

#include <algorithm>
#include <iterator>

#include "core/settlement/holiday_store.hpp"

namespace pay200 {

std::vector<BankHoliday> HolidayService::list_holidays(std::optional<std::chrono::year> year) {
  return holiday_store::list_bank_holidays(database_, year);
}

HolidayService::Difference HolidayService::difference(const HolidayYear& year) {
  const std::vector<BankHoliday> known = list_holidays(year.year);
  Difference difference;
  std::ranges::set_difference(year.holidays, known, std::back_inserter(difference.added));
  std::ranges::set_difference(known, year.holidays, std::back_inserter(difference.removed));
  return difference;
}

void HolidayService::load_year(const HolidayYear& year) {
  holiday_store::load_bank_holidays(database_, year);
}

}  // namespace pay200
