#pragma once
// What the requests for settlements share.

#include <chrono>
#include <optional>

#include "core/platform/id.hpp"
#include "core/platform/result.hpp"
#include "fcgi-app/http/call.hpp"
#include "fcgi-app/http/query.hpp"

namespace pay200::handlers {

/// "2026-11-22". What is wrong is kept in the query.
std::optional<std::chrono::year_month_day> settlement_day_in(http::Query& query, const char* name);

/// The {settlementId} of the path. kNotFoundSettlement if it is none, or another merchant's.
Result<SettlementKey> settlement_key_of(const http::Call& call, MerchantId merchant_id);

}  // namespace pay200::handlers
