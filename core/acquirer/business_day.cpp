#include "core/acquirer/business_day.hpp"

namespace pay200 {

std::chrono::year_month_day business_day(Time time, std::chrono::minutes cut_off) {
  const std::chrono::year_month_day day = seoul_day(time);
  if (seoul_time_of_day(time) < cut_off) return day;
  return std::chrono::sys_days{day} + std::chrono::days{1};
}

Time end_of_business_day(std::chrono::year_month_day day, std::chrono::minutes cut_off) {
  constexpr std::chrono::hours kSeoul{9};
  return Time{std::chrono::sys_days{day}} + cut_off - kSeoul;
}

}  // namespace pay200
