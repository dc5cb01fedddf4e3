#include "tests/core/settlement/shipped_years.hpp"

#include <fstream>
#include <iterator>

namespace pay200::test {

std::string shipped_file(const std::string& year) {
  std::ifstream file(PAY200_SOURCE_DIR "/deploy/bank_holidays/" + year + ".csv");
  return {(std::istreambuf_iterator<char>(file)), {}};
}

HolidayYear shipped_year(const std::string& year) {
  return parse_holiday_file(shipped_file(year)).value();
}

}  // namespace pay200::test
