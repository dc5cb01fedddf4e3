#include "pgctl/commands/holiday_record.hpp"

#include <array>

namespace pay200::pgctl {
namespace {

const char* weekday_of(std::chrono::year_month_day day) {
  constexpr std::array kNames = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  return kNames.at(std::chrono::weekday{day}.c_encoding());
}

}  // namespace

Listing listing_of(const std::vector<BankHoliday>& holidays) {
  Listing listing;
  listing.columns = {{"date", "DATE"}, {"weekday", "DAY"}, {"name", "NAME"}};
  for (const auto& holiday : holidays) {
    listing.rows.push_back({text_cell(to_text(holiday.day)), text_cell(weekday_of(holiday.day)),
                            text_cell(holiday.name)});
  }
  return listing;
}

}  // namespace pay200::pgctl
