#pragma once
// Transactions, as the back office lists and sums them up.

#include <nlohmann/json_fwd.hpp>

#include "core/transaction/transaction_listing.hpp"

namespace pay200::render {

nlohmann::ordered_json listed_transaction_json(const Transaction& transaction);
nlohmann::ordered_json listing_json(const ListingPage& page);
nlohmann::ordered_json totals_json(const TransactionTotals& totals);
nlohmann::ordered_json changes_json(const ListingChanges& changes);
nlohmann::ordered_json overview_json(const Overview& overview);

}  // namespace pay200::render
