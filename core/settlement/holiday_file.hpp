#pragma once
// A year's bank holidays as a file: "2026-02-17,설날" a line, below the heading "date,name"; lines
// that begin with # and empty ones are passed over (deploy/bank_holidays/). Pure.

#include <chrono>
#include <string_view>
#include <vector>

#include "core/platform/result.hpp"
#include "core/settlement/bank_calendar.hpp"

namespace pay200 {

struct HolidayYear {
  std::chrono::year year;
  std::vector<BankHoliday> holidays;  ///< by day, each once
};

/// kInvalidRequest, whose `detail` names the line: not a date, a day twice, another year's, no name
/// of 1 to 60 characters. A file without 1 January or 25 December is not a whole year's, and is
/// refused too.
Result<HolidayYear> parse_holiday_file(std::string_view text);

}  // namespace pay200
