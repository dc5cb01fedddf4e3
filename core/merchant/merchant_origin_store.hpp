#pragma once
// The statements of merchant_origin. Only MerchantOrigins calls them.

#include <optional>
#include <string>
#include <vector>

#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/id.hpp"

namespace pay200::merchant_origin_store {

/// "allowed", "already" or "not_found".
std::string allow_origin(db::Database& database, MerchantId merchant_id, const std::string& origin,
                         Time now);
bool remove_origin(db::Database& database, MerchantId merchant_id, const std::string& origin);
/// nullopt: no such merchant.
std::optional<std::vector<std::string>> list_origins(db::Database& database,
                                                     MerchantId merchant_id);
bool has_origin(db::Database& database, MerchantId merchant_id, const std::string& origin);

}  // namespace pay200::merchant_origin_store
