#pragma once
// Closed business days as the verbs of `day` show them.

#include "core/reconciliation/business_day_service.hpp"
#include "pgctl/output/record.hpp"

namespace pay200::pgctl {

Details details_of(const ClosedBusinessDay& day);
Listing listing_of(const std::vector<ClosedBusinessDay>& days);

}  // namespace pay200::pgctl
