#pragma once
// deploy/bank_holidays/ as it is shipped.

#include <string>

#include "core/settlement/holiday_file.hpp"

namespace pay200::test {

/// The text of a year's file.
std::string shipped_file(const std::string& year);
HolidayYear shipped_year(const std::string& year);

}  // namespace pay200::test
