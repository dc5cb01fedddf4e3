#include "core/platform/clock.hpp"
#include "core/settlement/holiday_file.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace pay200::fuzz {
namespace {

std::string written(const HolidayYear& year) {
  std::string text = "date,name\n";
  for (const BankHoliday& holiday : year.holidays) {
    text += to_text(holiday.day) + "," + holiday.name + "\n";
  }
  return text;
}

const FuzzTarget kTarget("holiday_file", [](std::string_view text) {
  const auto year = parse_holiday_file(text);
  if (!year) {
    require(year.error().param == "file" && !year.error().detail.empty(),
            "a refusal says what is wrong");
    return;
  }
  const auto& holidays = year->holidays;
  const BankCalendar calendar(holidays);
  require(calendar.knows(year->year), "a whole year is known");
  for (std::size_t i = 0; i < holidays.size(); ++i) {
    require(holidays[i].day.ok() && holidays[i].day.year() == year->year, "days of one year");
    require(i == 0 || holidays[i - 1].day < holidays[i].day, "each day once");
    require(!calendar.is_bank_day(holidays[i].day), "banks are closed then");
  }
  const auto again = parse_holiday_file(written(*year));
  require(again && again->holidays == holidays, "what is read is written the same");
});

}  // namespace
}  // namespace pay200::fuzz
