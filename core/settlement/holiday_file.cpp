#include "core/settlement/holiday_file.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "core/platform/clock.hpp"
#include "core/platform/utf8.hpp"

namespace pay200 {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kHeading = "date,name";
constexpr std::size_t kDayLength = 10;
constexpr std::size_t kMostNameCharacters = 60;

Error invalid(std::string detail) {
  return {.code = ErrorCode::kInvalidRequest, .param = "file", .detail = std::move(detail)};
}

Error invalid(int line, const std::string& what) {
  return invalid("line " + std::to_string(line) + ": " + what);
}

/// The next line without its end; what is left begins behind it.
std::string_view take_line(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

Result<BankHoliday> holiday_from(std::string_view line, int number) {
  const auto day = day_from_text(line.substr(0, kDayLength));
  if (!day || line.size() <= kDayLength || line[kDayLength] != ',') {
    return invalid(number, "must look like 2026-02-17,설날");
  }
  const std::string_view name = line.substr(kDayLength + 1);
  if (!is_one_line(name, kMostNameCharacters) || name.find_first_of(",\"") != std::string::npos) {
    return invalid(number,
                   "its name must be 1 to 60 characters, no comma and no quotes among them");
  }
  return BankHoliday{*day, std::string(name)};
}

/// A file that was cut lacks one of them.
bool is_whole(const HolidayYear& year) {
  using std::chrono::December;
  using std::chrono::January;
  return year.holidays.front().day == year.year / January / 1 &&
         year.holidays.back().day >= year.year / December / 25;
}

}  // namespace

Result<HolidayYear> parse_holiday_file(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  HolidayYear found{};
  bool headed = false;
  for (int number = 1; !text.empty(); ++number) {
    const std::string_view line = take_line(text);
    if (line.empty() || line.starts_with('#')) continue;
    if (!headed && line != kHeading) return invalid(number, "must be the heading date,name");
    if (!std::exchange(headed, true)) continue;
    const auto holiday = holiday_from(line, number);
    if (!holiday) return holiday.error();
    if (found.holidays.empty()) found.year = holiday->day.year();
    if (holiday->day.year() != found.year) {
      return invalid(number, "is of another year than the first; a file holds one year");
    }
    const auto same = [&](const BankHoliday& other) { return other.day == holiday->day; };
    if (std::any_of(found.holidays.begin(), found.holidays.end(), same)) {
      return invalid(number, to_text(holiday->day) + " is there already");
    }
    found.holidays.push_back(*holiday);
  }
  if (found.holidays.empty()) return invalid("holds no holidays");
  std::sort(found.holidays.begin(), found.holidays.end());
  if (!is_whole(found)) {
    return invalid("is not a whole year: 1 January and 25 December must be in it");
  }
  return found;
}

}  // namespace pay200
