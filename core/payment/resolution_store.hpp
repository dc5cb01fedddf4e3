#pragma once
// The statements of core/payment/resolution. Only ResolutionService calls them.

#include <optional>
#include <string>

#include "core/payment/resolution.hpp"

namespace pay200::resolution_store {

/// Each answers with the SQL function's outcome. Idempotent by `id`.
std::string propose_resolution(db::Database& database, const PaymentKey& key, ResolutionId id,
                               const std::string& evidence, const std::string& by_operator,
                               Time now);
std::string approve_resolution(db::Database& database, const PaymentKey& key, ResolutionId proposal,
                               ResolutionId id, const std::string& by_operator, Time now);
std::optional<ResolutionProposal> find_proposal(db::Database& database, const PaymentKey& key);

}  // namespace pay200::resolution_store
