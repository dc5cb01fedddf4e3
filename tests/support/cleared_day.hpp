#pragma once
// What reconciliation leaves behind, for tests of what comes after it: a business day whose
// transactions the clearing file has confirmed and funded, and disputes that it brought.

#include <functional>
#include <string>

#include "tests/support/test_database.hpp"

namespace pay200::test {

/// SQL as the superuser.
using ExecuteSql = std::function<void(const std::string&)>;

/// The acquirer's fee, less than any of ours.
inline constexpr int kAcquirerFeeBasisPoints = 100;

struct ClearedDay {
  std::string business_day;          ///< the file's
  std::string transactions_of = "";  ///< moved on this day; "": the file's own
  std::string acquirer = "sandbox";  ///< whose transactions, and whose file
  std::string state = "done";        ///< or "matched": not dealt with yet
};
/// Every merchant's. Voided payments are not among it.
void clear_day(const ExecuteSql& execute, const ClearedDay& day);
void clear_day(TestDatabase& database, const ClearedDay& day);

/// The file of a business day had the whole payment as disputed; answers the dispute's id. The
/// acquirer keeps the amount back.
std::string open_dispute(TestDatabase& database, const std::string& payment_id,
                         const std::string& business_day);
void lose_dispute(TestDatabase& database, const std::string& dispute_id,
                  const std::string& business_day);
/// After it was lost.
void return_dispute(TestDatabase& database, const std::string& dispute_id,
                    const std::string& business_day);

}  // namespace pay200::test
