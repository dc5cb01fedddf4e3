#pragma once
// The statements of core/dispute. Only DisputeService calls them.

#include "core/dispute/dispute_service.hpp"

namespace pay200::dispute_store {

std::optional<Dispute> find_dispute(db::Database& database, const DisputeKey& key);
std::vector<Dispute> list_disputes(db::Database& database, const DisputeFilter& filter,
                                   std::size_t most);
std::string accept_dispute(db::Database& database, const DisputeKey& key,
                           const std::string& by_operator, std::chrono::year_month_day day,
                           Time now);
std::string contest_dispute(db::Database& database, const DisputeKey& key,
                            const std::string& evidence, const std::string& by_operator,
                            std::chrono::year_month_day decide_by, Time now);

}  // namespace pay200::dispute_store
