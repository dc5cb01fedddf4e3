#pragma once
// The statements of SettlementService, which alone calls them.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/settlement/settlement_service.hpp"

namespace pay200::settlement_store {

/// Idempotent by the holder.
bool take_settlement_lease(db::Database& database, bool live, const std::string& holder,
                           Time expires_at, Time now);
void end_settlement_lease(db::Database& database, bool live, const std::string& holder);
/// The run has ended well.
void note_settlement_run(db::Database& database, bool live, Time now);

struct MerchantToSettle {
  MerchantId id;
  int settlement_days = 0;
};
/// Those of a mode that have something cleared in no settlement yet.
std::vector<MerchantToSettle> merchants_to_settle(db::Database& database, bool live);

/// Oldest first, none after `last`. What is of a day that is settled already, or earlier, goes with
/// the first day that is not.
std::vector<std::chrono::year_month_day> days_to_settle(db::Database& database, MerchantId merchant,
                                                        std::chrono::year_month_day last);

/// "settled", "exists", "nothing". Idempotent by the settlement's id.
std::string settle_business_day(db::Database& database, const SettlementKey& key, PayoutId payout,
                                std::chrono::year_month_day business_day,
                                std::chrono::year_month_day due_day, Time now);
std::string settle_business_day(db::Transaction& transaction, const SettlementKey& key,
                                PayoutId payout, std::chrono::year_month_day business_day,
                                std::chrono::year_month_day due_day, Time now);

/// Of what every merchant has settled by now; later runs then pass it over.
void note_settled_reconciliations(db::Database& database);

std::vector<Settlement> list_settlements(db::Database& database, const SettlementFilter& filter);
std::optional<Settlement> find_settlement(db::Database& database, const SettlementKey& key);
std::optional<Settlement> find_settlement(db::Transaction& transaction, const SettlementKey& key);
std::vector<SettlementLine> settlement_lines(db::Database& database, const SettlementKey& key,
                                             const std::optional<SettlementLineId>& after,
                                             std::size_t most);
std::vector<SettlementService::Sale> list_sales(db::Database& database,
                                                const SettlementService::SalesFilter& filter);
TrustReport trust_report(db::Database& database, bool live);

}  // namespace pay200::settlement_store
