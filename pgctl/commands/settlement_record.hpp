#pragma once
// Settlements as the verbs of `settle` show them.

#include <vector>

#include "core/settlement/settlement.hpp"
#include "pgctl/output/record.hpp"

namespace pay200::pgctl {

Listing listing_of(const std::vector<Settlement>& settlements);
/// Of settlements that are not made: without an id, nor a payout's state.
Listing listing_of_preview(const std::vector<Settlement>& settlements);
/// With its lines.
Details details_of(const Settlement& settlement, const std::vector<SettlementLine>& lines);

}  // namespace pay200::pgctl
