#include "core/ledger/ledger_service.hpp"

#include "core/ledger/ledger_store.hpp"

namespace pay200 {

LedgerService::LedgerService(db::Database& database) : database_(database) {}

std::vector<PostedEntry> LedgerService::entries_of_payment(const PaymentKey& payment) {
  return ledger_store::entries_of_payment(database_, payment);
}

std::vector<Violation> LedgerService::check_invariants(Time now) {
  return ledger_store::check_invariants(database_, now);
}

LedgerCounts LedgerService::counts() { return ledger_store::count_ledger(database_); }

}  // namespace pay200
