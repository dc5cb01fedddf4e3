#pragma once
// Reading the ledger: nobody writes an entry but the transition that it explains.

#include <cstdint>
#include <string>
#include <vector>

#include "core/money/money.hpp"
#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/id.hpp"

namespace pay200 {

struct PostedEntry {
  TransactionId transaction_id;
  std::string account;
  Money amount;  ///< debit positive, credit negative
  Time created_at;
};

/// A rule that does not hold.
struct Violation {
  std::string check;   ///< the rule's name: "entries_sum_to_zero"
  PaymentKey payment;  ///< of nil where it is of no payment: a posting
  std::string detail;
};

/// What was looked at.
struct LedgerCounts {
  std::int64_t merchants = 0, payments = 0, attempts = 0, transactions = 0, entries = 0;
};

class LedgerService {
 public:
  explicit LedgerService(db::Database& database);

  /// All entries of a payment, by transaction, debits first.
  std::vector<PostedEntry> entries_of_payment(const PaymentKey& payment);

  /// Reads whole tables. Empty: everything adds up.
  std::vector<Violation> check_invariants(Time now);
  LedgerCounts counts();

 private:
  db::Database& database_;
};

}  // namespace pay200
