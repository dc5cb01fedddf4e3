#pragma once
// The statements for shoppers' histories. Only core/history's service calls them.

#include "core/history/history_service.hpp"

namespace pay200::history_store {

/// Newest first, at most `most`.
std::vector<HistoryEntry> list_history(db::Database& database, ShopperId shopper_id,
                                       const HistoryFilter& filter, std::size_t most);

void project_history(db::Database& database, const HistoryEntry& entry);

}  // namespace pay200::history_store
