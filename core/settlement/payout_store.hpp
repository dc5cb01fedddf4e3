#pragma once
// The statements of PayoutService, which alone calls them.

#include <optional>
#include <string>
#include <vector>

#include "core/settlement/payout_service.hpp"

namespace pay200::payout_store {

std::vector<Payout> list_payouts(db::Database& database, const PayoutFilter& filter);
std::optional<Payout> find_payout(db::Database& database, const PayoutKey& key);

/// "sent", "not_found", "not_due", "not_verified" or the state that it is in.
std::string send_payout(db::Database& database, const PayoutKey& key, PayoutAccountId account,
                        const std::string& by_operator, std::chrono::year_month_day day, Time now);

struct PayoutEnd {
  PayoutKey key;
  std::string id;  ///< of the ledger's posting: what it is idempotent by
  std::chrono::year_month_day day;
  std::string reference, by_operator;
};
/// "done", "not_found" or the state that it is in.
std::string confirm_payout(db::Database& database, const PayoutEnd& end, Time now);
std::string return_payout(db::Database& database, const PayoutEnd& end, Time now);

}  // namespace pay200::payout_store
