#pragma once
// Bank holidays as the verbs of `holiday` show them.

#include <vector>

#include "core/settlement/bank_calendar.hpp"
#include "pgctl/output/record.hpp"

namespace pay200::pgctl {

Listing listing_of(const std::vector<BankHoliday>& holidays);

}  // namespace pay200::pgctl
