#pragma once
// The statements of core/ledger. Only LedgerService calls them.

#include <vector>

#include "core/ledger/ledger_service.hpp"

namespace pay200::ledger_store {

std::vector<PostedEntry> entries_of_payment(db::Database& database, const PaymentKey& payment);
std::vector<Violation> check_invariants(db::Database& database, Time now);
LedgerCounts count_ledger(db::Database& database);

}  // namespace pay200::ledger_store
