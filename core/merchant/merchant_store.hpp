#pragma once
// The statements of core/merchant. Only MerchantService calls them.

#include <optional>
#include <vector>

#include "core/merchant/merchant_service.hpp"

namespace pay200::merchant_store {

/// False: another merchant has this id. Idempotent by the id.
bool add_merchant(db::Database& database, const Merchant& merchant);
std::optional<Merchant> find_merchant(db::Database& database, MerchantId id);
/// Newest first.
std::vector<Merchant> list_merchants(db::Database& database, bool live, std::size_t most);
std::vector<MerchantId> merchants_of_business(db::Database& database, bool live,
                                              const std::string& business_number);

}  // namespace pay200::merchant_store
