#pragma once
// The statements of SettlementOutbox, which alone calls them.

#include <cstddef>
#include <vector>

#include "core/platform/db/database.hpp"
#include "core/platform/id.hpp"

namespace pay200::settlement_outbox_store {

std::vector<SettlementKey> pending_settlements(db::Database& database, std::size_t most);
/// Idempotent.
void finish_settlement_outbox(db::Database& database, const SettlementKey& key);

}  // namespace pay200::settlement_outbox_store
