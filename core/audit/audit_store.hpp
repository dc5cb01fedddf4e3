#pragma once
// The statements for the audit chains. Only AuditService calls them.

#include <optional>
#include <vector>

#include "core/audit/audit_service.hpp"

namespace pay200::audit_store {

/// Newest first, at most `most`.
std::vector<AuditAct> list_acts(db::Database& database, const AuditFilter& filter,
                                std::size_t most);
std::int64_t count_acts(db::Database& database);

/// The chain that comes after `chain` (the first one after 0 is the merchants'), of those that
/// have a head or rows, or should have: every merchant's.
std::optional<MerchantId> next_chain(db::Database& database, AuditChainId chain);

struct ChainEnd {
  std::optional<AuditHead> head;
  std::int64_t last_seq = 0;  ///< of the rows that there are
};
ChainEnd find_chain_end(db::Database& database, AuditChainId chain);

/// Of one chain, behind `after_seq` and not behind `last_seq`, in order, at most `most`.
std::vector<AuditAct> acts_of_chain(db::Database& database, AuditChainId chain,
                                    std::int64_t after_seq, std::int64_t last_seq,
                                    std::size_t most);

}  // namespace pay200::audit_store
