#pragma once
// A business day belongs to an acquirer and ends at its cut-off in Asia/Seoul.

#include <chrono>

#include "core/platform/clock.hpp"

namespace pay200 {

/// The business day of an instant: the Seoul day, or the next one from `cut_off` (time of day) on.
std::chrono::year_month_day business_day(Time time, std::chrono::minutes cut_off);

/// The instant at which a business day is over.
Time end_of_business_day(std::chrono::year_month_day day, std::chrono::minutes cut_off);

}  // namespace pay200
